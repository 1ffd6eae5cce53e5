using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// The functions of libsodium that the protocol needs, one to one. Lengths are checked by the callers: the library
/// trusts its pointers. Spans are pinned, not copied, so a call allocates nothing.
/// </summary>
internal static partial class Sodium
{
    internal const int KeyBytes = 32;
    internal const int NonceBytes = 24;
    internal const int AuthenticatorBytes = 16;
    internal const int SeedBytes = 32;
    internal const int SignatureBytes = 64;
    internal const int SigningSecretBytes = 64;
    internal const int HashBytes = 32;
    internal const int PasswordHashBytes = 128;

    /// <summary>crypto_pwhash_OPSLIMIT_INTERACTIVE for Argon2id.</summary>
    internal const ulong InteractiveOperations = 2;

    /// <summary>crypto_pwhash_MEMLIMIT_INTERACTIVE for Argon2id, in bytes.</summary>
    internal const nuint InteractiveMemory = 64 * 1024 * 1024;

    private const string Library = "libsodium";

    // Before the first call: picks the fastest implementation for this processor and opens the random source.
    static Sodium() => Check(Initialize(), "libsodium did not initialise: the system's random source is not available.");

    /// <summary>Turns a failure that only this machine can cause (memory, random source) into an exception.</summary>
    internal static void Check(int result, string message)
    {
        if (result < 0)
        {
            throw new CryptographicException(message);
        }
    }

    [LibraryImport(Library, EntryPoint = "crypto_box_keypair")]
    internal static partial int BoxKeyPair(Span<byte> publicKey, Span<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_base")]
    internal static partial int ScalarMultBase(Span<byte> publicKey, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_beforenm")]
    internal static partial int BoxBeforeNm(Span<byte> sharedKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_easy_afternm")]
    internal static partial int BoxEasyAfterNm(
        Span<byte> box, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sharedKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_open_easy_afternm")]
    internal static partial int BoxOpenEasyAfterNm(
        Span<byte> message, ReadOnlySpan<byte> box, ulong boxLength, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sharedKey);

    [LibraryImport(Library, EntryPoint = "crypto_sign_seed_keypair")]
    internal static partial int SignSeedKeyPair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);

    [LibraryImport(Library, EntryPoint = "crypto_sign_detached")]
    internal static partial int SignDetached(
        Span<byte> signature, nint signatureLength, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_sign_verify_detached")]
    internal static partial int SignVerifyDetached(
        ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_hash_sha256")]
    internal static partial int Sha256(Span<byte> hash, ReadOnlySpan<byte> message, ulong messageLength);

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256")]
    internal static partial int HmacSha256(Span<byte> mac, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_str")]
    internal static partial int PasswordHash(
        Span<byte> hash, ReadOnlySpan<byte> password, ulong passwordLength, ulong operations, nuint memory);

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_str_verify")]
    internal static partial int PasswordVerify(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> password, ulong passwordLength);

    [LibraryImport(Library, EntryPoint = "randombytes_buf")]
    internal static partial void RandomBytes(Span<byte> destination, nuint length);

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    private static partial int Initialize();
}
