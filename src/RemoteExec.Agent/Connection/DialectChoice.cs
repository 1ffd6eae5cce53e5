using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Connection;

/// <summary>
/// Which dialect to try: the one that is set, else the one that worked, else BE16 and LE4 in turn. Only the plain wire may fall back: a server whose identity is expected
/// speaks BE16 (docs/protocol.md §10).
/// </summary>
/// <param name="Current">What the next connection speaks.</param>
/// <param name="MayFallBack">Whether the other one may be tried after it.</param>
internal readonly record struct DialectChoice(FrameDialect Current, bool MayFallBack)
{
    internal static DialectChoice Start(FrameDialect? set, string? worked, bool plain)
    {
        if (set is { } dialect)
        {
            return new DialectChoice(dialect, false);
        }

        return plain && FrameDialects.TryParse(worked, out var remembered)
            ? new DialectChoice(remembered, true)
            : new DialectChoice(FrameDialect.BE16, plain);
    }

    /// <summary>The server closed or stayed silent before its key: perhaps it speaks the other one.</summary>
    internal DialectChoice AfterNoKey() =>
        MayFallBack ? this with { Current = Current == FrameDialect.LE4 ? FrameDialect.BE16 : FrameDialect.LE4 } : this;
}
