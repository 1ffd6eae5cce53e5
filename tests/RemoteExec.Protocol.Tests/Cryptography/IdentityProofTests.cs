using System.Buffers.Binary;
using System.Security.Cryptography;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Tests.Cryptography;

/// <summary>Checked against the framework's own SHA-256 and HMAC, over byte strings put together by hand.</summary>
public sealed class IdentityProofTests : IDisposable
{
    private readonly SigningKey _server = SigningKey.Generate();
    private readonly SigningKey _agent = SigningKey.Generate();
    private readonly byte[] _t = new byte[32];

    public IdentityProofTests() => IdentityProof.ComputeTranscript("first"u8, "second"u8, _t);

    public void Dispose()
    {
        _server.Dispose();
        _agent.Dispose();
    }

    [Fact]
    public void ComputeTranscript_TwoPackets_HashesLabelLengthsAndOctets()
    {
        byte[] input = [.. "RemoteExec identity 1"u8, 0, 0, 0, 0, 5, .. "first"u8, 0, 0, 0, 6, .. "second"u8];

        Assert.Equal(SHA256.HashData(input), _t);
    }

    [Fact]
    public void ComputeTranscript_LargestPackets_WritesLengthsInNetworkOrder()
    {
        var m1 = new byte[8_192];
        var m2 = new byte[8_191];
        var lengths = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(lengths, m1.Length);
        BinaryPrimitives.WriteInt32BigEndian(lengths.AsSpan(4), m2.Length);
        var t = new byte[32];

        IdentityProof.ComputeTranscript(m1, m2, t);

        Assert.Equal(SHA256.HashData([.. "RemoteExec identity 1\0"u8, .. lengths[..4], .. m1, .. lengths[4..], .. m2]), t);
    }

    [Fact]
    public void ComputeTranscript_OctetMovedBetweenPackets_Differs()
    {
        var other = new byte[32];
        IdentityProof.ComputeTranscript("firsts"u8, "econd"u8, other);

        Assert.NotEqual(_t, other);
    }

    [Fact]
    public void SignAsServer_SignsLabelAndTranscript()
    {
        var signature = new byte[64];
        IdentityProof.SignAsServer(_server, _t, signature);

        Assert.True(IdentityProof.VerifyServer(_server.PublicKey, _t, signature));
        Assert.True(Ed25519.Verify(_server.PublicKey, [.. "server"u8, 0, .. _t], signature));
        Assert.False(IdentityProof.VerifyServer(_agent.PublicKey, _t, signature));
        Assert.False(IdentityProof.VerifyServer(_server.PublicKey, new byte[32], signature));
        Assert.False(IdentityProof.VerifyServer(_server.PublicKey, _t, signature.AsSpan(0, 63)));
        Assert.False(IdentityProof.VerifyServer(_server.PublicKey.Slice(1), _t, signature));
    }

    [Fact]
    public void SignAsAgent_SignsLabelTranscriptAndServer()
    {
        var signature = new byte[64];
        IdentityProof.SignAsAgent(_agent, _t, _server.PublicKey, signature);

        Assert.True(IdentityProof.VerifyAgent(_agent.PublicKey, _t, _server.PublicKey, signature));
        Assert.True(Ed25519.Verify(_agent.PublicKey, [.. "agent"u8, 0, .. _t, .. _server.PublicKey], signature));
        Assert.False(IdentityProof.VerifyAgent(_agent.PublicKey, _t, _agent.PublicKey, signature));
        Assert.False(IdentityProof.VerifyServer(_agent.PublicKey, _t, signature));
    }

    [Fact]
    public void Verify_AnyBitFlipped_IsRefused()
    {
        var signature = new byte[64];
        IdentityProof.SignAsServer(_server, _t, signature);
        for (var bit = 0; bit < 512; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IdentityProof.VerifyServer(_server.PublicKey, _t, signature));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void ComputeTokenMac_AuthenticatesTranscriptAndBothKeys()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var mac = new byte[32];
        IdentityProof.ComputeTokenMac(secret, _t, _server.PublicKey, _agent.PublicKey, mac);

        byte[] input = [.. "RemoteExec token 1"u8, 0, .. _t, .. _server.PublicKey, .. _agent.PublicKey];
        Assert.Equal(HMACSHA256.HashData(secret, input), mac);
        Assert.True(IdentityProof.VerifyTokenMac(secret, _t, _server.PublicKey, _agent.PublicKey, mac));
        Assert.False(IdentityProof.VerifyTokenMac(secret, _t, _agent.PublicKey, _server.PublicKey, mac));
        Assert.False(IdentityProof.VerifyTokenMac(new byte[32], _t, _server.PublicKey, _agent.PublicKey, mac));
        Assert.False(IdentityProof.VerifyTokenMac(secret, _t, _server.PublicKey, _agent.PublicKey, mac.AsSpan(0, 31)));
        Assert.False(IdentityProof.VerifyTokenMac(secret, _t, _server.PublicKey, _agent.PublicKey, []));
    }
}
