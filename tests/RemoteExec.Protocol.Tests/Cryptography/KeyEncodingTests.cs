using System.Text;
using FsCheck.Xunit;
using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class KeyEncodingTests
{
    // 32 bytes of FB EF BE …: their base64 is all '+' and '/', so the url-safe alphabet shows.
    private const string Canonical = "++/++/++/++/++/++/++/++/++/++/++/++/++/++/8=";

    [Fact]
    public void TryDecode_CanonicalKey_GivesItsBytes()
    {
        var key = new byte[32];

        Assert.True(KeyEncoding.TryDecode(Encoding.ASCII.GetBytes(Canonical), key));
        Assert.Equal(Canonical, KeyEncoding.Encode(key));
        Assert.True(KeyEncoding.TryDecode(Canonical, key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--_--_--_--_--_--_--_--_--_--_--_--_--_--_8=")] // url-safe
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/8")] // not padded
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/9=")] // left-over bits not zero
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/+=")]
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/8=\n")] // white space after, before, within
    [InlineData(" ++/++/++/++/++/++/++/++/++/++/++/++/++/++/8")]
    [InlineData("++/++/++/++/++/++/++/++/ /++/++/++/++/++/++8=")]
    [InlineData("++/++/++/++/++/++/++/++/ ++/++/++/++/++/++8=")]
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++==")] // 31 bytes
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/8=====")]
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/++")] // 33 bytes
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++8==")]
    [InlineData("++/++/++/++/=+/++/++/++/++/++/++/++/++/++/8=")]
    [InlineData("++/++/++/++/++/++/++/++/++/++/++/++/++/++/é=")]
    public void TryDecode_AnyOtherSpelling_IsRefused(string text)
    {
        Assert.False(KeyEncoding.TryDecode(Encoding.UTF8.GetBytes(text), new byte[64]));
        Assert.False(KeyEncoding.TryDecode(text, new byte[64]));
    }

    [Property]
    public void TryDecode_OneCharacterChanged_NeverGivesTheSameKey(int position, byte character)
    {
        var text = Encoding.ASCII.GetBytes(Canonical);
        text[(uint)position % text.Length] = character;
        var key = new byte[32];

        Assert.True(!KeyEncoding.TryDecode(text, key) || KeyEncoding.Encode(key) == Encoding.ASCII.GetString(text));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(0)]
    public void Encode_NeitherKeyNorSignature_Throws(int length) =>
        Assert.Throws<ArgumentException>(() => KeyEncoding.Encode(new byte[length]));

    [Fact]
    public void TryDecodeSignature_CanonicalOnly()
    {
        var signature = new byte[64];
        Randomness.Fill(signature);
        var text = KeyEncoding.Encode(signature);
        var decoded = new byte[64];

        Assert.Equal(88, text.Length);
        Assert.True(KeyEncoding.TryDecodeSignature(text, decoded));
        Assert.Equal(signature, decoded);
        Assert.False(KeyEncoding.TryDecodeSignature(text.AsSpan(0, 86), decoded));
        Assert.False(KeyEncoding.TryDecodeSignature(Canonical, decoded));
        Assert.False(KeyEncoding.TryDecode(text, decoded));

        // Two characters of padding leave four bits over: one spelling in sixteen is the canonical one.
        var spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .Count(last => KeyEncoding.TryDecodeSignature(text[..85] + last + "==", new byte[64]));
        Assert.Equal(4, spellings);
    }
}
