using System.Security.Cryptography;
using RemoteExec.Agent.Hosting;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Agent.Enrolment;

/// <summary>Who this agent is: its long-term Ed25519 key, kept as a seed in the data folder.</summary>
internal static class AgentIdentity
{
    /// <summary>Reads the key, or makes one on the first start.</summary>
    /// <exception cref="InvalidDataException">There is a file, but it is not a key: never silently replaced, servers know the machine by it.</exception>
    internal static SigningKey LoadOrCreate(AgentFolder folder)
    {
        if (!File.Exists(folder.IdentityKey))
        {
            var key = SigningKey.Generate();
            Span<byte> fresh = stackalloc byte[SigningKey.SeedLength];
            key.ExportSeed(fresh);
            OwnerFile.Write(folder.IdentityKey, fresh);
            CryptographicOperations.ZeroMemory(fresh);
            return key;
        }

        var seed = File.ReadAllBytes(folder.IdentityKey);
        try
        {
            return seed.Length == SigningKey.SeedLength
                ? SigningKey.FromSeed(seed)
                : throw new InvalidDataException(
                    $"{folder.IdentityKey} does not hold a key of {SigningKey.SeedLength} bytes; restore it from a backup, or remove it and let this machine join again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
