using System.Security.Cryptography;
using System.Text;

namespace RemoteExec.Server.Data;

/// <summary>
/// Seals the secrets among the settings: AES-256-GCM under a key in the data folder, made when the first secret is set. Who has the database alone has none of them; a backup has both.
/// <code>
/// | nonce 12 | tag 16 | ciphertext |   base64; the secret's name is authenticated with it
/// </code>
/// </summary>
internal sealed class SettingsVault(DataFolder folder)
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly Lock _lock = new();
    private byte[]? _key;

    /// <summary>Seals a secret for its place.</summary>
    internal string Seal(string name, string secret)
    {
        using var aes = new AesGcm(KeyOrNew(), TagLength);
        var plain = Encoding.UTF8.GetBytes(secret);
        var whole = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceLength));
        aes.Encrypt(whole.AsSpan(0, NonceLength), plain, whole.AsSpan(NonceLength + TagLength), whole.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(name));
        return Convert.ToBase64String(whole);
    }

    /// <summary>Opens one; null when the key is another one, or gone.</summary>
    internal string? Open(string name, string @sealed)
    {
        var whole = new byte[@sealed.Length];
        if (Key() is not { } key || !Convert.TryFromBase64String(@sealed, whole, out var length) || length < NonceLength + TagLength)
        {
            return null;
        }

        using var aes = new AesGcm(key, TagLength);
        var plain = new byte[length - NonceLength - TagLength];
        try
        {
            aes.Decrypt(whole.AsSpan(0, NonceLength), whole.AsSpan(NonceLength + TagLength, plain.Length), whole.AsSpan(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[]? Key()
    {
        lock (_lock)
        {
            if (_key is null && File.Exists(folder.SettingsKey) && File.ReadAllBytes(folder.SettingsKey) is { Length: KeyLength } read)
            {
                _key = read;
            }

            return _key;
        }
    }

    private byte[] KeyOrNew()
    {
        lock (_lock)
        {
            if (Key() is { } known)
            {
                return known;
            }

            var made = RandomNumberGenerator.GetBytes(KeyLength);
            SecretFile.Write(folder.SettingsKey, made);
            return _key = made;
        }
    }
}
