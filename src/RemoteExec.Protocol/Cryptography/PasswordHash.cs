using System.Text;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Passwords at rest: Argon2id with libsodium's interactive limits (RFC 9106). One hash takes tens of milliseconds and
/// 64 MiB, on purpose; callers bound how many run at once and keep it off the path by which agents reconnect.
/// </summary>
public static class PasswordHash
{
    /// <summary>Hashes a password with a fresh salt.</summary>
    /// <param name="password">UTF-8.</param>
    /// <returns>The self-describing text (<c>$argon2id$v=19$…</c>), ASCII, below 128 characters.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">64 MiB could not be had.</exception>
    public static string Hash(ReadOnlySpan<byte> password)
    {
        Span<byte> hash = stackalloc byte[Sodium.PasswordHashBytes];
        hash.Clear();
        Sodium.Check(
            Sodium.PasswordHash(hash, password, (ulong)password.Length, Sodium.InteractiveOperations, Sodium.InteractiveMemory),
            "The password could not be hashed: 64 MiB of memory are needed for it.");
        return Encoding.ASCII.GetString(hash[..hash.IndexOf((byte)0)]);
    }

    /// <summary>Whether a password is the one that was hashed.</summary>
    /// <param name="hash">What <see cref="Hash"/> returned.</param>
    /// <param name="password">UTF-8.</param>
    /// <returns><see langword="false"/> also for a text that is not such a hash.</returns>
    public static bool Verify(string hash, ReadOnlySpan<byte> password)
    {
        ArgumentNullException.ThrowIfNull(hash);
        Span<byte> text = stackalloc byte[Sodium.PasswordHashBytes];
        text.Clear();
        return hash.Length < Sodium.PasswordHashBytes
            && hash.StartsWith("$argon2id$", StringComparison.Ordinal)
            && Encoding.UTF8.TryGetBytes(hash, text[..^1], out _)
            && Sodium.PasswordVerify(text, password, (ulong)password.Length) == 0;
    }
}
