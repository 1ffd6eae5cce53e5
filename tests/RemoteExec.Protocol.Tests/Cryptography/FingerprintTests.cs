using System.Security.Cryptography;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Tests.Vectors;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class FingerprintTests
{
    private static readonly byte[] Key = NaClVectors.AlicePublicKey;

    [Fact]
    public void Of_AKey_IsItsHashUnpadded()
    {
        var text = Fingerprint.Of(Key);
        var hash = new byte[32];

        Assert.Equal("SHA256:" + Convert.ToBase64String(SHA256.HashData(Key)).TrimEnd('='), text);
        Assert.True(Fingerprint.TryParse(text, hash));
        Assert.Equal(SHA256.HashData(Key), hash);
        Assert.True(Fingerprint.Matches(text, Key));
        Assert.False(Fingerprint.Matches(text, new byte[32]));
    }

    [Fact]
    public void Matches_OtherSpellings_IsFalse()
    {
        var text = Fingerprint.Of(Key);
        string?[] others =
            [null, "", text + "=", text[..^1], text[7..], "sha256:" + text[7..], "MD5:" + text[7..], text[..^1] + "é", text[..^1] + "B", " " + text];

        Assert.All(others, other => Assert.False(Fingerprint.Matches(other, Key)));
    }
}
