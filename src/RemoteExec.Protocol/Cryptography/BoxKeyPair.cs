namespace RemoteExec.Protocol.Cryptography;

/// <summary>An X25519 key pair. Both ends make a fresh one for every connection, so that a recorded session stays closed.</summary>
public sealed class BoxKeyPair : IDisposable
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyLength = Sodium.KeyBytes;

    private readonly byte[] _publicKey = new byte[PublicKeyLength];
    private readonly SecretBytes _secretKey = new(Sodium.KeyBytes);

    private BoxKeyPair()
    {
    }

    /// <summary>The 32 bytes that the peer is sent.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new pair.</summary>
    /// <returns>The pair; dispose it once the shared key exists.</returns>
    public static BoxKeyPair Generate()
    {
        var pair = new BoxKeyPair();
        Sodium.Check(Sodium.BoxKeyPair(pair._publicKey, pair._secretKey.Span), "No key pair could be made.");
        return pair;
    }

    /// <summary>Makes the pair of a known secret key: for known answers, never for a connection.</summary>
    /// <param name="secretKey">32 bytes.</param>
    /// <returns>The pair.</returns>
    /// <exception cref="ArgumentException">The secret key is not 32 bytes.</exception>
    public static BoxKeyPair FromSecretKey(ReadOnlySpan<byte> secretKey)
    {
        Lengths.Require(secretKey, Sodium.KeyBytes, nameof(secretKey));
        var pair = new BoxKeyPair();
        secretKey.CopyTo(pair._secretKey.Span);
        Sodium.Check(Sodium.ScalarMultBase(pair._publicKey, pair._secretKey.Span), "The secret key has no public key.");
        return pair;
    }

    /// <summary>Computes the key shared with a peer (X25519, then HSalsa20; crypto_box_beforenm).</summary>
    /// <param name="peerPublicKey">What the peer sent.</param>
    /// <returns>
    /// The shared key, or <see langword="null"/> when the peer's key must be refused: it is not 32 bytes, it is our own
    /// sent back, or it is a point of low order, with which the "secret" would be zero whatever our key is.
    /// </returns>
    public BoxSharedKey? Agree(ReadOnlySpan<byte> peerPublicKey)
    {
        if (peerPublicKey.Length != PublicKeyLength || IsOurOwn(peerPublicKey))
        {
            return null;
        }

        var shared = new BoxSharedKey();
        if (Sodium.BoxBeforeNm(shared.Writable, peerPublicKey, _secretKey.Span) == 0)
        {
            return shared;
        }

        shared.Dispose();
        return null;
    }

    /// <summary>Zeroes the secret key.</summary>
    public void Dispose() => _secretKey.Dispose();

    // X25519 ignores the top bit (RFC 7748 §5), so our key with that bit flipped is still our key.
    private bool IsOurOwn(ReadOnlySpan<byte> key) =>
        key[..^1].SequenceEqual(_publicKey.AsSpan()[..^1]) && ((key[^1] ^ _publicKey[^1]) & 0x7F) == 0;
}
