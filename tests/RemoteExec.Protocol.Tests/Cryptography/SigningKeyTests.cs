using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class SigningKeyTests
{
    [Fact]
    public void ExportSeed_ThenFromSeed_IsTheSameKey()
    {
        using var key = SigningKey.Generate();
        var seed = new byte[32];
        key.ExportSeed(seed);
        using var again = SigningKey.FromSeed(seed);

        Assert.Equal(key.PublicKey.ToArray(), again.PublicKey.ToArray());
        Assert.Throws<ArgumentException>(() => SigningKey.FromSeed(seed.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => again.Sign("m"u8, new byte[63]));
    }

    [Fact]
    public void Verify_SignatureWithASecondSpelling_IsRefused()
    {
        using var key = SigningKey.Generate();
        var signature = new byte[64];
        key.Sign("m"u8, signature);

        // S + L, where L is the order of the base point: the same number to a careless verifier.
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < 32; i++)
        {
            carry += signature[32 + i] + order[i];
            signature[32 + i] = (byte)carry;
            carry >>= 8;
        }

        Assert.False(Ed25519.Verify(key.PublicKey, "m"u8, signature));
    }

    [Fact]
    public void Sign_AfterDispose_Throws()
    {
        var key = SigningKey.Generate();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8, new byte[64]));
    }
}
