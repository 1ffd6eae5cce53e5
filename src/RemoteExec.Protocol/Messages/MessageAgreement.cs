using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Messages;

/// <summary>The column "needs" of the table of keys (docs/protocol.md §2).</summary>
internal static class MessageAgreement
{
    /// <summary>Whether a message belongs to what two ends agreed on. One that does not is ignored like an unknown key.</summary>
    internal static bool IsAgreed(this WireMessage message, WireExtensions extensions, FrameDialect dialect)
    {
        var isLegacy = dialect == FrameDialect.LE4;
        return message switch
        {
            IdentityMessage => extensions.HasFlag(WireExtensions.Identity),
            AuthVerificationMessage => isLegacy || extensions != WireExtensions.None,
            SetupMessage => isLegacy || extensions.HasFlag(WireExtensions.Setup),
            SetupCompleteMessage or BrowseMessage or BrowsedMessage => extensions.HasFlag(WireExtensions.Setup),
            SnapshotMessage => extensions.HasFlag(WireExtensions.Journal),
            AckMessage => (extensions & (WireExtensions.Journal | WireExtensions.Output)) != WireExtensions.None,
            KillMessage => isLegacy || extensions.HasFlag(WireExtensions.Kill),
            OutputMessage => extensions.HasFlag(WireExtensions.Output),
            PingMessage or PongMessage => (extensions & (WireExtensions.Ping | WireExtensions.Clock)) != WireExtensions.None,
            CheckMessage or CheckedMessage => extensions.HasFlag(WireExtensions.Check),
            WakeMessage => extensions.HasFlag(WireExtensions.Wake),
            ByeMessage => extensions != WireExtensions.None,
            _ => true,
        };
    }
}
