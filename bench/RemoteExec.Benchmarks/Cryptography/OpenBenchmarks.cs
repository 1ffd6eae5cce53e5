using System.Buffers;
using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Benchmarks.Cryptography;

/// <summary>
/// A frame to JSON, against libsodium's call alone. Each packet can be opened once, so sealing it is part of both: the difference between the two is what opening adds.
/// </summary>
public class OpenBenchmarks
{
    private readonly byte[] _nonce = new byte[Sodium.NonceBytes];
    private Pair _pair = null!;
    private byte[] _json = [];
    private byte[] _data = [];
    private byte[] _box = [];

    [Params(64, 1_024, 16_384, 98_264)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pair = new Pair();
        _pair.Opener.RequireCounter();
        _json = new byte[Bytes + 2];
        _data = new byte[BoxSealer.SealedLength(Bytes)];
        _box = new byte[Bytes + Sodium.AuthenticatorBytes];
        _ = Sodium.BoxEasyAfterNm(_box, _json.AsSpan(0, Bytes), (ulong)Bytes, _nonce, _pair.Key.Key);
    }

    [Benchmark(Baseline = true)]
    public int BareBoxAndItsOpening() =>
        Sodium.BoxEasyAfterNm(_box, _json.AsSpan(0, Bytes), (ulong)Bytes, _nonce, _pair.Key.Key)
        + Sodium.BoxOpenEasyAfterNm(_json, _box, (ulong)_box.Length, _nonce, _pair.Key.Key);

    [Benchmark]
    public OpenStatus SealAndOpen()
    {
        _pair.Sealer.Seal(_json.AsSpan(0, Bytes), _data);
        return _pair.Opener.Open(new ReadOnlySequence<byte>(_data), _json, out _) is OpenStatus.Opened
            ? OpenStatus.Opened
            : throw new InvalidOperationException("The packet did not open.");
    }
}
