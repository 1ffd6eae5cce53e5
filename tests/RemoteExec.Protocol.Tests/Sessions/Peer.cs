using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>One end of the wire that says what the test wants, in text, right or wrong.</summary>
internal sealed class Peer(IDuplexPipe end, FrameDialect dialect = FrameDialect.BE16) : IDisposable
{
    private readonly BoxKeyPair _pair = BoxKeyPair.Generate();
    private BoxSharedKey? _key;

    internal FrameDialect Dialect => dialect;

    internal BoxSealer Sealer { get; private set; } = null!;

    internal BoxSharedKey Key => _key!;

    /// <summary>DATA of the two plaintext packets, client's first.</summary>
    internal byte[] M1 { get; private set; } = [];

    internal byte[] M2 { get; private set; } = [];

    /// <summary>DATA of the last frame received.</summary>
    internal byte[] LastFrame { get; private set; } = [];

    internal string PublicKey => KeyEncoding.Encode(_pair.PublicKey);

    public void Dispose()
    {
        _pair.Dispose();
        _key?.Dispose();
    }

    internal async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await end.Output.WriteAsync(bytes);

    internal Task SendFrameAsync(string data) => SendFrameAsync(Encoding.UTF8.GetBytes(data));

    internal Task SendFrameAsync(byte[] data) => SendBytesAsync(Frames.Frame(dialect, data));

    /// <summary>Encrypts a text, with the next nonce.</summary>
    internal byte[] Seal(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var data = new byte[BoxSealer.SealedLength(text.Length)];
        Sealer.Seal(text, data);
        return data;
    }

    internal Task SendAsync(string json) => SendFrameAsync(Seal(json));

    /// <summary>DATA of the next frame; null at the end of the stream.</summary>
    internal async Task<byte[]?> ReceiveFrameAsync()
    {
        while (true)
        {
            var result = await end.Input.ReadAsync().AsTask().Soon();
            var buffer = result.Buffer;
            if (FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out _) == FrameReadStatus.Frame)
            {
                var frame = data.ToArray();
                end.Input.AdvanceTo(buffer.Start);
                LastFrame = frame;
                return frame;
            }

            end.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                Assert.True(buffer.IsEmpty, $"a frame in {dialect} was expected, not {Convert.ToHexString(buffer.ToArray())}");
                return null;
            }
        }
    }

    /// <summary>The next plaintext; null at the end of the stream.</summary>
    internal async Task<string?> ReceivePlainAsync() => await ReceiveFrameAsync() is { } data ? Encoding.UTF8.GetString(data) : null;

    /// <summary>The next packet decrypted; null at the end of the stream.</summary>
    internal async Task<string?> ReceiveAsync()
    {
        if (await ReceiveFrameAsync() is not { } data)
        {
            return null;
        }

        // A fresh opener each time: this end does not care about the order of nonces.
        var opener = new BoxOpener(_key!, Sealer.NoncePrefix);
        var json = new byte[BoxOpener.MaxOpenedLength(data.Length)];
        Assert.Equal(OpenStatus.Opened, opener.Open(new ReadOnlySequence<byte>(data), json, out var length));
        return Encoding.UTF8.GetString(json, 0, length);
    }

    /// <summary>Speaks first, as a client does, and takes the server's key.</summary>
    internal async Task MeetServerAsync(string extensions = "")
    {
        M1 = Encoding.UTF8.GetBytes(KeyPacket(extensions));
        await SendFrameAsync(M1);
        M2 = (await ReceiveFrameAsync())!;
        Agree(M2);
    }

    /// <summary>Answers, as a server does, and takes the client's key.</summary>
    internal async Task MeetClientAsync(string extensions = "")
    {
        M1 = (await ReceiveFrameAsync())!;
        M2 = Encoding.UTF8.GetBytes(KeyPacket(extensions));
        Agree(M1);
        await SendFrameAsync(M2);
    }

    internal string KeyPacket(string extensions = "") =>
        "{\"data\":{\"publicKey\":\"" + PublicKey + "\"" + (extensions.Length > 0 ? ",\"extensions\":[" + extensions + "]" : "") + "}}";

    internal byte[] Transcript()
    {
        var transcript = new byte[IdentityProof.TranscriptLength];
        IdentityProof.ComputeTranscript(M1, M2, transcript);
        return transcript;
    }

    /// <summary>No more from this end; it still reads.</summary>
    internal void Finish() => end.Output.Complete();

    private void Agree(byte[] packet)
    {
        var text = Encoding.UTF8.GetString(packet);
        var start = text.IndexOf("\"publicKey\":\"", StringComparison.Ordinal) + 13;
        _key = _pair.Agree(Convert.FromBase64String(text.Substring(start, KeyEncoding.KeyTextLength)));
        Assert.NotNull(_key);
        Sealer = BoxSealer.Create(_key);
    }
}
