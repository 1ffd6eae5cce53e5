namespace RemoteExec.Protocol.Messages;

/// <summary><c>identity</c>: the server proves who it is (docs/protocol.md §9.1).</summary>
/// <param name="Key">Padded base64 of its Ed25519 key.</param>
/// <param name="Signature">Padded base64 of its signature over the transcript.</param>
public sealed record IdentityMessage(string? Key, string? Signature) : WireMessage;
