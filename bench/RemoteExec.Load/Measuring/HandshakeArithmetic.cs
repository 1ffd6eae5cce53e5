using System.Diagnostics;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Load.Measuring;

/// <summary>What a handshake computes, on one core and without a network: the rate that no server and client on that core can exceed.</summary>
internal sealed class HandshakeArithmetic
{
    private readonly BoxKeyPair _peer = BoxKeyPair.Generate();
    private readonly SigningKey _identity = SigningKey.Generate();
    private readonly byte[] _transcript = new byte[IdentityProof.TranscriptLength];
    private readonly byte[] _signature = new byte[SigningKey.SignatureLength];
    private readonly byte[] _secret = new byte[Sodium.KeyBytes];
    private readonly byte[] _shared = new byte[Sodium.KeyBytes];

    internal HandshakeArithmetic() => Randomness.Fill(_secret);

    /// <summary>How often a second one thread can do something.</summary>
    internal double Rate(Action work, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var times = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            for (var i = 0; i < 16; i++, times++)
            {
                work();
            }
        }

        return times / clock.Elapsed.TotalSeconds;
    }

    internal void X25519() => _ = Sodium.BoxBeforeNm(_shared, _peer.PublicKey, _secret);

    /// <summary>Two fresh pairs and two agreements.</summary>
    internal void BothEndsPlain()
    {
        using var ours = BoxKeyPair.Generate();
        using var theirs = BoxKeyPair.Generate();
        ours.Agree(theirs.PublicKey)!.Dispose();
        theirs.Agree(ours.PublicKey)!.Dispose();
    }

    /// <summary>The same, and each end signs and verifies.</summary>
    internal void BothEndsWithIdentity()
    {
        BothEndsPlain();
        IdentityProof.SignAsServer(_identity, _transcript, _signature);
        _ = IdentityProof.VerifyServer(_identity.PublicKey, _transcript, _signature);
        IdentityProof.SignAsAgent(_identity, _transcript, _identity.PublicKey, _signature);
        _ = IdentityProof.VerifyAgent(_identity.PublicKey, _transcript, _identity.PublicKey, _signature);
    }
}
