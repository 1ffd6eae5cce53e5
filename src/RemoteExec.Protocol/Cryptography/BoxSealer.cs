using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Encrypts what one end of a connection sends, and makes the nonces. One sender uses it at a time; it allocates nothing.
/// </summary>
public sealed class BoxSealer
{
    //  nonce (24)                                    DATA = base64 of
    //  0                              16        24   0       24              40
    //  +------------------------------+----------+   +-------+---------------+-- - - - --
    //  | PREFIX (random, per sealer)  | COUNTER  |   | NONCE | AUTHENTICATOR | CIPHERTEXT
    //  +------------------------------+----------+   +-------+---------------+-- - - - --
    //  COUNTER: u64, network byte order, from 0, one more for every packet.

    /// <summary>Bytes of the part of a nonce that stays the same for a connection.</summary>
    public const int NoncePrefixLength = 16;

    private readonly BoxSharedKey _key;
    private readonly byte[] _nonce = new byte[Sodium.NonceBytes];
    private ulong _counter;

    /// <summary>Seals under a key with a given prefix: for known answers; connections use <see cref="Create"/>.</summary>
    /// <param name="key">The connection's key; the caller keeps owning it.</param>
    /// <param name="noncePrefix16">16 bytes that no other sealer of this key has.</param>
    /// <exception cref="ArgumentException">The prefix is not 16 bytes.</exception>
    public BoxSealer(BoxSharedKey key, ReadOnlySpan<byte> noncePrefix16)
    {
        ArgumentNullException.ThrowIfNull(key);
        Lengths.Require(noncePrefix16, NoncePrefixLength, nameof(noncePrefix16));
        _key = key;
        noncePrefix16.CopyTo(_nonce);
    }

    /// <summary>The first 16 bytes of every nonce sent. A received nonce that begins so was reflected.</summary>
    public ReadOnlySpan<byte> NoncePrefix => _nonce.AsSpan(0, NoncePrefixLength);

    /// <summary>Seals under a key with a random prefix.</summary>
    /// <param name="key">The connection's key; the caller keeps owning it.</param>
    /// <returns>The sealer.</returns>
    public static BoxSealer Create(BoxSharedKey key)
    {
        Span<byte> prefix = stackalloc byte[NoncePrefixLength];
        Randomness.Fill(prefix);
        return new BoxSealer(key, prefix);
    }

    /// <summary>Bytes of DATA that a JSON text becomes.</summary>
    /// <param name="jsonLength">0 to <see cref="FrameLimits.MaxJsonLength"/> bytes.</param>
    /// <returns>The length of the base64 text.</returns>
    public static int SealedLength(int jsonLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jsonLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jsonLength, FrameLimits.MaxJsonLength);
        return StrictBase64.EncodedLength(FrameLimits.SealOverhead + jsonLength);
    }

    /// <summary>Encrypts a JSON text into DATA, with the next nonce.</summary>
    /// <param name="json">At most <see cref="FrameLimits.MaxJsonLength"/> bytes.</param>
    /// <param name="destinationBase64">At least <see cref="SealedLength"/> bytes; exactly so many are written.</param>
    /// <exception cref="ArgumentOutOfRangeException">The JSON is too long for a frame.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void Seal(ReadOnlySpan<byte> json, Span<byte> destinationBase64)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(NoncePrefixLength), _counter);
        SealWithNonce(_key, _nonce, json, destinationBase64);

        // 2^64 packets never happen; were they to, a nonce must still not come twice.
        _counter = checked(_counter + 1);
    }

    /// <summary>Encrypts a JSON text and writes header and DATA as one piece, so that the frame leaves in one write.</summary>
    /// <param name="json">At most <see cref="FrameLimits.MaxJsonLength"/> bytes.</param>
    /// <param name="dialect">The connection's dialect.</param>
    /// <param name="writer">Where the frame goes; advanced once, by the whole frame.</param>
    /// <exception cref="ArgumentOutOfRangeException">The JSON is too long for a frame.</exception>
    public void SealFrame(ReadOnlySpan<byte> json, FrameDialect dialect, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var dataLength = SealedLength(json.Length);
        var frame = writer.GetSpan(FrameWriter.FrameSize(dialect, dataLength));
        FrameWriter.WriteHeader(frame, dialect, dataLength);
        Seal(json, frame[dialect.HeaderSize()..]);
        writer.Advance(FrameWriter.FrameSize(dialect, dataLength));
    }

    /// <summary>Encrypts with a nonce of the caller's choice, who answers for its never coming twice under one key.</summary>
    internal static void SealWithNonce(
        BoxSharedKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> json, Span<byte> destinationBase64)
    {
        if (destinationBase64.Length < SealedLength(json.Length))
        {
            throw new ArgumentException("The destination is too short for the sealed packet.", nameof(destinationBase64));
        }

        Lengths.Require(nonce, Sodium.NonceBytes, nameof(nonce));
        var packet = Scratch.Binary(FrameLimits.SealOverhead + json.Length);
        nonce.CopyTo(packet);
        if (Sodium.BoxEasyAfterNm(packet[Sodium.NonceBytes..], json, (ulong)json.Length, nonce, key.Key) != 0)
        {
            throw new CryptographicException("The packet could not be encrypted.");
        }

        StrictBase64.Encode(packet, destinationBase64);
    }
}
