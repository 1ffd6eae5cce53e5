using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Sessions;

/// <summary>Sentences for the operator about packets that were not opened; the peer is told 110 whatever it was.</summary>
internal static class OpenFaults
{
    internal static string Describe(OpenStatus status) => status switch
    {
        OpenStatus.NotBase64 => "a packet that is not base64: plaintext after the keys, or another program",
        OpenStatus.TooShort => "a packet shorter than nonce and authenticator",
        OpenStatus.NotAuthentic => "a packet that does not decrypt",
        OpenStatus.Replayed => "a packet that came before (a replay)",
        OpenStatus.Reflected => "one of our own packets, sent back (a reflection)",
        OpenStatus.OutOfOrder => "a packet out of order: one was dropped or reordered on the way",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a reason to refuse a packet"),
    };
}
