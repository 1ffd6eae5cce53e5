using System.Security.Cryptography;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Server.Data;

/// <summary>Who this server is: its long-term Ed25519 key, kept as a seed in the data folder.</summary>
internal sealed class ServerIdentity : IDisposable
{
    private ServerIdentity(SigningKey key)
    {
        Key = key;
        Fingerprint = Protocol.Cryptography.Fingerprint.Of(key.PublicKey);
    }

    public SigningKey Key { get; }

    /// <summary>What agents pin: <c>SHA256:…</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>The bytes behind the fingerprint, as a join token carries them.</summary>
    public byte[] KeyHash => SHA256.HashData(Key.PublicKey);

    /// <summary>Reads the key, or makes one on the first start.</summary>
    /// <exception cref="InvalidDataException">There is a file, but it is not a key: never silently replaced, every agent pins it.</exception>
    internal static ServerIdentity LoadOrCreate(DataFolder folder)
    {
        if (!File.Exists(folder.IdentityKey))
        {
            var key = SigningKey.Generate();
            Span<byte> fresh = stackalloc byte[SigningKey.SeedLength];
            key.ExportSeed(fresh);
            SecretFile.Write(folder.IdentityKey, fresh);
            CryptographicOperations.ZeroMemory(fresh);
            return new(key);
        }

        return Load(folder);
    }

    /// <summary>Reads the key of a server that has run before.</summary>
    /// <exception cref="FileNotFoundException">None has.</exception>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    internal static ServerIdentity Load(DataFolder folder)
    {
        var seed = File.ReadAllBytes(folder.IdentityKey);
        try
        {
            return seed.Length == SigningKey.SeedLength
                ? new(SigningKey.FromSeed(seed))
                : throw new InvalidDataException(
                    $"{folder.IdentityKey} does not hold a key of {SigningKey.SeedLength} bytes. Restore it from a backup; if it is lost, remove the file, and every agent has to be told the new fingerprint.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    public void Dispose() => Key.Dispose();
}
