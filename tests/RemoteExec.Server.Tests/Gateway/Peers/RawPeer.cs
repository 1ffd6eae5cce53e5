using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>A peer that may say anything: bytes, frames, sealed text.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly SocketPipe _pipe;
    private readonly BoxKeyPair _pair = BoxKeyPair.Generate();
    private BoxSharedKey? _shared;
    private BoxSealer? _sealer;
    private BoxOpener? _opener;

    private RawPeer(SocketPipe pipe, IPAddress from, FrameDialect dialect)
    {
        _pipe = pipe;
        From = from;
        Dialect = dialect;
    }

    internal IPAddress From { get; }

    internal FrameDialect Dialect { get; }

    internal Socket Socket => _pipe.Stream.Socket;

    internal static Task<RawPeer> DialAsync(TestServer server, FrameDialect dialect = FrameDialect.BE16, IPAddress? from = null, int? receiveBuffer = null) =>
        DialAsync(server.Agents, dialect, from, receiveBuffer);

    internal static async Task<RawPeer> DialAsync(IPEndPoint server, FrameDialect dialect = FrameDialect.BE16, IPAddress? from = null, int? receiveBuffer = null)
    {
        from ??= server.AddressFamily == AddressFamily.InterNetwork ? Loopback.Next() : IPAddress.IPv6Loopback;
        return new RawPeer(await SocketPipe.DialAsync(server, from, receiveBuffer), from, dialect);
    }

    internal static string KeyPacket(ReadOnlySpan<byte> key, string more = "") => Data($"\"publicKey\":\"{Convert.ToBase64String(key)}\"{more}");

    /// <summary>A packet with these members.</summary>
    internal static string Data(string members) => "{\"data\":{" + members + "}}";

    internal async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _pipe.Stream.WriteAsync(bytes);

    /// <summary>A header with this LENGTH, whatever follows.</summary>
    internal Task SendHeaderAsync(uint length) => SendBytesAsync(Header(length));

    internal Task SendFrameAsync(byte[] data) => SendBytesAsync((byte[])[.. Header((uint)data.Length), .. data]);

    /// <summary>Several in one write.</summary>
    internal Task SendFramesAsync(IEnumerable<byte[]> frames) =>
        SendBytesAsync(frames.SelectMany(data => (byte[])[.. Header((uint)data.Length), .. data]).ToArray());

    internal Task SendFrameAsync(string text) => SendFrameAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The plaintext packets of both sides.</summary>
    /// <param name="extensions">JSON texts, for example <c>"ping","kill"</c>; empty: a plain client.</param>
    internal async Task<string> ExchangeKeysAsync(string extensions = "")
    {
        await SendFrameAsync(KeyPacket(_pair.PublicKey, extensions.Length > 0 ? $",\"extensions\":[{extensions}]" : ""));
        var answer = Encoding.UTF8.GetString(await ReadFrameAsync() ?? throw new InvalidDataException("The server closed."));
        using var json = JsonDocument.Parse(answer);
        var serverKey = json.RootElement.GetProperty("data").GetProperty("publicKey").GetBytesFromBase64();
        _shared = _pair.Agree(serverKey)!;
        _sealer = BoxSealer.Create(_shared);
        _opener = new BoxOpener(_shared, _sealer.NoncePrefix);
        return answer;
    }

    /// <summary>Keys and the right password.</summary>
    internal async Task LogInAsync(string password, string extensions = "")
    {
        await ExchangeKeysAsync(extensions);
        await SendSealedAsync(Data($"\"authenticate\":{{\"password\":\"{password}\"}}"));
        if (extensions.Length > 0)
        {
            Assert.Contains("\"accepted\":true", await ReadSealedAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>DATA of a sealed packet.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> json)
    {
        var data = new byte[BoxSealer.SealedLength(json.Length)];
        _sealer!.Seal(json, data);
        return data;
    }

    internal byte[] Seal(string json) => Seal(Encoding.UTF8.GetBytes(json));

    internal Task SendSealedAsync(string json) => SendFrameAsync(Seal(json));

    /// <summary>DATA of the next frame; null when the server closed before one began.</summary>
    internal async Task<byte[]?> ReadFrameAsync()
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        var header = new byte[Dialect.HeaderSize()];
        var got = await _pipe.Stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, patience.Token);
        if (got == 0)
        {
            return null;
        }

        Assert.Equal(header.Length, got);
        var data = new byte[Dialect.IsBigEndian() ? BinaryPrimitives.ReadInt32BigEndian(header) : BinaryPrimitives.ReadInt32LittleEndian(header)];
        await _pipe.Stream.ReadExactlyAsync(data, patience.Token);
        return data;
    }

    /// <summary>The next packet, opened; null when the server closed.</summary>
    internal async Task<string?> ReadSealedAsync()
    {
        if (await ReadFrameAsync() is not { } data)
        {
            return null;
        }

        var json = new byte[BoxOpener.MaxOpenedLength(data.Length)];
        Assert.Equal(OpenStatus.Opened, _opener!.Open(new ReadOnlySequence<byte>(data), json, out var length));
        return Encoding.UTF8.GetString(json, 0, length);
    }

    /// <summary>The server says this error in plaintext, and closes.</summary>
    internal async Task RefusedInPlaintextAsync(int code)
    {
        Assert.Equal(Error(code), Encoding.UTF8.GetString(await ReadFrameAsync() ?? []));
        SayNoMore();
        await ClosedAsync();
    }

    /// <summary>The server says this error sealed, perhaps after other packets, and closes.</summary>
    internal async Task RefusedSealedAsync(int code)
    {
        await ErrorAsync(code);
        SayNoMore();
        await ClosedAsync();
    }

    /// <summary>The server says this error sealed, perhaps after other packets.</summary>
    internal async Task ErrorAsync(int code)
    {
        string? text;
        do
        {
            text = await ReadSealedAsync();
        }
        while (text?.StartsWith("{\"error\"", StringComparison.Ordinal) == false);
        Assert.Equal(Error(code), text);
    }

    /// <summary>Nothing more comes from here: a server that discards what comes need not wait.</summary>
    internal void SayNoMore() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>The server closes, and says nothing before it.</summary>
    internal async Task ClosedAsync()
    {
        try
        {
            Assert.Null(await ReadFrameAsync());
        }
        catch (IOException)
        {
            // A reset is a close too, where nothing was said that it could eat.
        }
    }

    /// <summary>The server closes, whatever it says before it; the last thing comes back.</summary>
    internal async Task<string?> ReadToTheEndAsync()
    {
        string? last = null;
        try
        {
            while (await ReadSealedAsync() is { } text)
            {
                last = text;
            }
        }
        catch (IOException)
        {
            // A reset ends it too.
        }

        return last;
    }

    public void Dispose()
    {
        _pipe.Dispose();
        _pair.Dispose();
        _shared?.Dispose();
    }

    private static string Error(int code) => "{\"error\":{\"code\":" + code + "}}";

    private byte[] Header(uint length)
    {
        var header = new byte[Dialect.HeaderSize()];
        if (Dialect.IsBigEndian())
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, length);
        }

        return header;
    }
}
