using System.Security.Cryptography;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>A long-term Ed25519 key (RFC 8032): who a server or an agent is.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Bytes of the seed, the form in which a key is kept.</summary>
    public const int SeedLength = Sodium.SeedBytes;

    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyLength = Sodium.KeyBytes;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureLength = Sodium.SignatureBytes;

    //  what libsodium calls the secret key
    //  0      32            64
    //  +------+-------------+
    //  | SEED | PUBLIC KEY  |
    //  +------+-------------+
    private readonly SecretBytes _secretKey = new(Sodium.SigningSecretBytes);
    private readonly byte[] _publicKey = new byte[PublicKeyLength];

    private SigningKey()
    {
    }

    /// <summary>The 32 bytes that others know this key by.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Makes a new key.</summary>
    /// <returns>The key.</returns>
    public static SigningKey Generate()
    {
        using var seed = new SecretBytes(SeedLength);
        Randomness.Fill(seed.Span);
        return FromSeed(seed.Span);
    }

    /// <summary>Makes the key that a seed stands for.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static SigningKey FromSeed(ReadOnlySpan<byte> seed)
    {
        Lengths.Require(seed, SeedLength, nameof(seed));
        var key = new SigningKey();
        Sodium.Check(Sodium.SignSeedKeyPair(key._publicKey, key._secretKey.Span, seed), "The seed gave no signing key.");
        return key;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Any length.</param>
    /// <param name="signature64">At least 64 bytes; 64 are written.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature64)
    {
        if (signature64.Length < SignatureLength)
        {
            throw new ArgumentException("The destination is too short for a signature.", nameof(signature64));
        }

        if (Sodium.SignDetached(signature64, 0, message, (ulong)message.Length, _secretKey.Span) != 0)
        {
            throw new CryptographicException("The message could not be signed.");
        }
    }

    /// <summary>Copies the seed out, to be kept in a file that only its owner can read.</summary>
    /// <param name="destination">At least 32 bytes; the caller zeroes them after use.</param>
    public void ExportSeed(Span<byte> destination) => _secretKey.Span[..SeedLength].CopyTo(destination);

    /// <summary>Zeroes the secret.</summary>
    public void Dispose() => _secretKey.Dispose();
}
