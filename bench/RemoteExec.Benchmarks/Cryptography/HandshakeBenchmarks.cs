using BenchmarkDotNet.Attributes;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Benchmarks.Cryptography;

/// <summary>What a handshake computes, against one bare X25519.</summary>
public class HandshakeBenchmarks
{
    private readonly BoxKeyPair _own = BoxKeyPair.Generate();
    private readonly BoxKeyPair _peer = BoxKeyPair.Generate();
    private readonly SigningKey _identity = SigningKey.Generate();
    private readonly byte[] _transcript = new byte[IdentityProof.TranscriptLength];
    private readonly byte[] _signature = new byte[SigningKey.SignatureLength];
    private readonly byte[] _secret = new byte[Sodium.KeyBytes];
    private readonly byte[] _shared = new byte[Sodium.KeyBytes];

    [GlobalSetup]
    public void Setup()
    {
        Randomness.Fill(_secret);
        IdentityProof.SignAsServer(_identity, _transcript, _signature);
    }

    [Benchmark(Baseline = true)]
    public int X25519() => Sodium.BoxBeforeNm(_shared, _peer.PublicKey, _secret);

    [Benchmark]
    public void FreshPair() => BoxKeyPair.Generate().Dispose();

    [Benchmark]
    public void Agree() => _own.Agree(_peer.PublicKey)!.Dispose();

    [Benchmark]
    public void SignIdentity() => IdentityProof.SignAsServer(_identity, _transcript, _signature);

    [Benchmark]
    public bool VerifyIdentity() => IdentityProof.VerifyServer(_identity.PublicKey, _transcript, _signature);
}
