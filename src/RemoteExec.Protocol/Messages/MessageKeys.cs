using System.Text.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary>The members of <c>data</c> that this version knows.</summary>
internal enum MessageKey
{
    Unknown,
    PublicKey,
    Extensions,
    Seq,
    Identity,
    Authenticate,
    AuthVerification,
    Execute,
    Executed,
    ProcessStatus,
    Setup,
    SetupComplete,
    Browse,
    Browsed,
    Snapshot,
    Ack,
    Kill,
    Ping,
    Pong,
    Bye,
    Output,
    Check,
    Checked,
    Wake,
}

/// <summary>Finds a key by comparing bytes: no string is made of what a peer sent.</summary>
internal static class MessageKeys
{
    // Most frequent first.
    private static readonly (byte[] Name, MessageKey Key)[] Table =
    [
        ("executed"u8.ToArray(), MessageKey.Executed),
        ("processStatus"u8.ToArray(), MessageKey.ProcessStatus),
        ("seq"u8.ToArray(), MessageKey.Seq),
        ("output"u8.ToArray(), MessageKey.Output),
        ("execute"u8.ToArray(), MessageKey.Execute),
        ("ack"u8.ToArray(), MessageKey.Ack),
        ("ping"u8.ToArray(), MessageKey.Ping),
        ("pong"u8.ToArray(), MessageKey.Pong),
        ("publicKey"u8.ToArray(), MessageKey.PublicKey),
        ("extensions"u8.ToArray(), MessageKey.Extensions),
        ("identity"u8.ToArray(), MessageKey.Identity),
        ("authenticate"u8.ToArray(), MessageKey.Authenticate),
        ("authVerification"u8.ToArray(), MessageKey.AuthVerification),
        ("setup"u8.ToArray(), MessageKey.Setup),
        ("setupComplete"u8.ToArray(), MessageKey.SetupComplete),
        ("browse"u8.ToArray(), MessageKey.Browse),
        ("browsed"u8.ToArray(), MessageKey.Browsed),
        ("snapshot"u8.ToArray(), MessageKey.Snapshot),
        ("kill"u8.ToArray(), MessageKey.Kill),
        ("bye"u8.ToArray(), MessageKey.Bye),
        ("check"u8.ToArray(), MessageKey.Check),
        ("checked"u8.ToArray(), MessageKey.Checked),
        ("wake"u8.ToArray(), MessageKey.Wake),
    ];

    /// <summary>The key of the name on which the reader stands.</summary>
    internal static MessageKey Find(ref Utf8JsonReader reader)
    {
        foreach (var (name, key) in Table)
        {
            if (reader.ValueTextEquals(name))
            {
                return key;
            }
        }

        return MessageKey.Unknown;
    }
}
