using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Benchmarks.Cryptography;

/// <summary>JSON to a frame, against libsodium's call alone.</summary>
public class SealBenchmarks
{
    private readonly byte[] _nonce = new byte[Sodium.NonceBytes];
    private Pair _pair = null!;
    private byte[] _json = [];
    private byte[] _box = [];
    private FixedWriter _writer = null!;

    [Params(64, 1_024, 16_384, 98_264)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pair = new Pair();
        _json = new byte[Bytes];
        _box = new byte[Bytes + Sodium.AuthenticatorBytes];
        _writer = new FixedWriter(FrameWriter.FrameSize(FrameDialect.BE16, BoxSealer.SealedLength(Bytes)));
    }

    [Benchmark(Baseline = true)]
    public int BareBox() => Sodium.BoxEasyAfterNm(_box, _json, (ulong)_json.Length, _nonce, _pair.Key.Key);

    [Benchmark]
    public void SealFrame()
    {
        _writer.Reset();
        _pair.Sealer.SealFrame(_json, FrameDialect.BE16, _writer);
    }
}
