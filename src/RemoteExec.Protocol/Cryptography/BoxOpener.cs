using System.Buffers;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Decrypts what one end of a connection receives, and refuses what was changed, repeated or sent back. One receiver
/// uses it at a time; once warm it allocates nothing.
/// </summary>
public sealed class BoxOpener
{
    //  DATA = base64 of
    //  0       24              40
    //  +-------+---------------+-- - - - --
    //  | NONCE | AUTHENTICATOR | CIPHERTEXT
    //  +-------+---------------+-- - - - --

    private readonly BoxSharedKey _key;
    private readonly NonceGuard _nonces;

    /// <summary>Opens what arrives under a key.</summary>
    /// <param name="key">The connection's key; the caller keeps owning it.</param>
    /// <param name="ownNoncePrefix">The prefix of the sealer of the same connection (<see cref="BoxSealer.NoncePrefix"/>), 16 bytes.</param>
    /// <exception cref="ArgumentException">The prefix is not 16 bytes.</exception>
    public BoxOpener(BoxSharedKey key, ReadOnlySpan<byte> ownNoncePrefix)
    {
        ArgumentNullException.ThrowIfNull(key);
        Lengths.Require(ownNoncePrefix, BoxSealer.NoncePrefixLength, nameof(ownNoncePrefix));
        _key = key;
        _nonces = new NonceGuard(Nonce.ReadPrefix(ownNoncePrefix));
    }

    /// <summary>Bytes of JSON that DATA of a given length can hold at most.</summary>
    /// <param name="dataLength">Bytes of DATA.</param>
    /// <returns>The length that a destination of <see cref="Open"/> always suffices with.</returns>
    public static int MaxOpenedLength(long dataLength) =>
        Math.Max(0, StrictBase64.MaxDecodedLength(dataLength) - FrameLimits.SealOverhead);

    /// <summary>Decrypts DATA.</summary>
    /// <param name="data">DATA of one frame, at most <see cref="FrameLimits.MaxDataLength"/> bytes.</param>
    /// <param name="destinationJson">At least <see cref="MaxOpenedLength"/> bytes. Holds nothing of use unless the packet was opened.</param>
    /// <param name="written">Bytes of JSON; 0 unless opened.</param>
    /// <returns>What became of the packet.</returns>
    /// <exception cref="ArgumentException">DATA is longer than a frame may be, or the destination is too short: the caller's mistake, not the peer's.</exception>
    public OpenStatus Open(in ReadOnlySequence<byte> data, Span<byte> destinationJson, out int written)
    {
        written = 0;
        if (data.Length > FrameLimits.MaxDataLength)
        {
            throw new ArgumentException("DATA is longer than a frame may be.", nameof(data));
        }

        var text = data.FirstSpan;
        if (!data.IsSingleSegment)
        {
            var copy = Scratch.Encoded((int)data.Length);
            data.CopyTo(copy);
            text = copy;
        }

        var packet = Scratch.Binary(StrictBase64.MaxDecodedLength(text.Length));
        if (!StrictBase64.TryDecode(text, packet, out var length))
        {
            return OpenStatus.NotBase64;
        }

        return length < FrameLimits.SealOverhead
            ? OpenStatus.TooShort
            : OpenPacket(packet[..length], destinationJson, out written);
    }

    /// <summary>
    /// Switches to the strict rule for peers that negotiated an identity: one prefix, that of the first packet opened
    /// here, and a counter from 0 that rises by exactly one.
    /// </summary>
    /// <returns>
    /// <see langword="false"/> when the packets opened so far already broke the rule. Close with error 110 then; nothing
    /// more will be opened.
    /// </returns>
    public bool RequireCounter() => _nonces.RequireCounter();

    private OpenStatus OpenPacket(ReadOnlySpan<byte> packet, Span<byte> destinationJson, out int written)
    {
        written = 0;
        var jsonLength = packet.Length - FrameLimits.SealOverhead;
        if (destinationJson.Length < jsonLength)
        {
            throw new ArgumentException("The destination is too short for the opened packet.", nameof(destinationJson));
        }

        var nonceBytes = packet[..Sodium.NonceBytes];
        var nonce = Nonce.Read(nonceBytes);
        var verdict = _nonces.Check(nonce);
        if (verdict != OpenStatus.Opened)
        {
            return verdict;
        }

        var box = packet[Sodium.NonceBytes..];
        if (Sodium.BoxOpenEasyAfterNm(destinationJson, box, (ulong)box.Length, nonceBytes, _key.Key) != 0)
        {
            return OpenStatus.NotAuthentic;
        }

        _nonces.Accept(nonce);
        written = jsonLength;
        return OpenStatus.Opened;
    }
}
