using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class BoxKeyPairTests
{
    public static TheoryData<string> LowOrder => new(LowOrderPoints.All);

    [Theory]
    [MemberData(nameof(LowOrder))]
    public void Agree_LowOrderPoint_IsRefused(string point)
    {
        using var pair = BoxKeyPair.Generate();

        Assert.Null(pair.Agree(Convert.FromHexString(point)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Agree_WrongLength_IsRefused(int length)
    {
        using var pair = BoxKeyPair.Generate();

        Assert.Null(pair.Agree(Enumerable.Repeat((byte)9, length).ToArray()));
    }

    [Fact]
    public void Agree_OurOwnKeySentBack_IsRefusedInBothSpellings()
    {
        using var pair = BoxKeyPair.Generate();
        var own = pair.PublicKey.ToArray();
        Assert.Null(pair.Agree(own));

        own[^1] ^= 0x80;
        Assert.Null(pair.Agree(own));
    }

    [Fact]
    public void Generate_Twice_GivesDifferentPairsThatAgree()
    {
        using var one = BoxKeyPair.Generate();
        using var other = BoxKeyPair.Generate();
        using var here = one.Agree(other.PublicKey);
        using var there = other.Agree(one.PublicKey);

        Assert.NotEqual(one.PublicKey.ToArray(), other.PublicKey.ToArray());
        Assert.Equal(here!.Key.ToArray(), there!.Key.ToArray());
    }

    [Fact]
    public void FromSecretKey_WrongLength_Throws() =>
        Assert.Throws<ArgumentException>(() => BoxKeyPair.FromSecretKey(new byte[31]));

    [Fact]
    public void Dispose_SecretMemory_IsZeroedAndRefusesUse()
    {
        var secret = new SecretBytes(32);
        var memory = secret.Span;
        memory.Fill(7);
        secret.Dispose();

        Assert.True(memory.IndexOfAnyExcept((byte)0) < 0);
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
    }

    [Fact]
    public void Agree_AfterDispose_Throws()
    {
        var pair = BoxKeyPair.Generate();
        using var other = BoxKeyPair.Generate();
        pair.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pair.Agree(other.PublicKey));
    }
}
