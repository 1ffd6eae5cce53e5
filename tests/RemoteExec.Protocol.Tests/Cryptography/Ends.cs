using System.Buffers;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Cryptography;

/// <summary>Both ends of one encrypted connection, without the connection.</summary>
internal sealed class Ends : IDisposable
{
    private readonly BoxKeyPair _one = BoxKeyPair.Generate();
    private readonly BoxKeyPair _other = BoxKeyPair.Generate();

    internal Ends()
    {
        Key = _one.Agree(_other.PublicKey)!;
        PeerKey = _other.Agree(_one.PublicKey)!;
        Sealer = BoxSealer.Create(Key);
        PeerSealer = BoxSealer.Create(PeerKey);
        Opener = new BoxOpener(Key, Sealer.NoncePrefix);
    }

    internal BoxSharedKey Key { get; }

    internal BoxSharedKey PeerKey { get; }

    /// <summary>Our sending half.</summary>
    internal BoxSealer Sealer { get; }

    /// <summary>Our receiving half.</summary>
    internal BoxOpener Opener { get; }

    internal BoxSealer PeerSealer { get; }

    public void Dispose()
    {
        Key.Dispose();
        PeerKey.Dispose();
        _one.Dispose();
        _other.Dispose();
    }

    internal static byte[] Seal(BoxSealer sealer, string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var data = new byte[BoxSealer.SealedLength(text.Length)];
        sealer.Seal(text, data);
        return data;
    }

    /// <summary>What a peer sends that chooses its nonces itself.</summary>
    internal byte[] SealWith(ReadOnlySpan<byte> nonce, string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var data = new byte[BoxSealer.SealedLength(text.Length)];
        BoxSealer.SealWithNonce(PeerKey, nonce, text, data);
        return data;
    }

    internal OpenStatus Open(byte[] data) => Open(data, out _);

    internal OpenStatus Open(byte[] data, out string json) => Open(Segments.Whole(data), out json);

    internal OpenStatus Open(ReadOnlySequence<byte> data, out string json)
    {
        var room = new byte[BoxOpener.MaxOpenedLength(data.Length)];
        var status = Opener.Open(data, room, out var written);
        json = Encoding.UTF8.GetString(room, 0, written);
        return status;
    }
}
