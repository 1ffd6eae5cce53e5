namespace RemoteExec.Protocol.Cryptography;

/// <summary>Verification of Ed25519 signatures (RFC 8032 §5.1.7).</summary>
public static class Ed25519
{
    /// <summary>
    /// Whether a signature over a message was made by the owner of a public key. Keys of low order and signatures with
    /// a second spelling (S not reduced) are refused.
    /// </summary>
    /// <param name="publicKey">32 bytes; any other length is refused.</param>
    /// <param name="message">Any length.</param>
    /// <param name="signature">64 bytes; any other length is refused.</param>
    /// <returns>Whether it is genuine.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == SigningKey.PublicKeyLength
        && signature.Length == SigningKey.SignatureLength
        && Sodium.SignVerifyDetached(signature, message, (ulong)message.Length, publicKey) == 0;
}
