namespace RemoteExec.Protocol.Messages;

/// <summary><c>publicKey</c>, the one plaintext message of each side.</summary>
/// <param name="PublicKey">As it came; null when it was no string. Whether it is a key is decided by <see cref="Cryptography.KeyEncoding"/>.</param>
/// <param name="Extensions">What the sender can do; none for a plain peer.</param>
public sealed record PublicKeyMessage(string? PublicKey, WireExtensions Extensions) : WireMessage;
