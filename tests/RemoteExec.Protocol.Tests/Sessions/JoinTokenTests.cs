using System.Buffers.Text;
using FsCheck.Xunit;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

public class JoinTokenTests
{
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Id = [.. Enumerable.Range(100, 16).Select(i => (byte)i)];
    private static readonly byte[] Secret = [.. Enumerable.Range(200, 32).Select(i => (byte)i)];

    [Fact]
    public void Format_Token_IsTheSpecifiedText()
    {
        var text = JoinToken.Format(Hash, Id, Secret);

        Assert.Equal("rxj_" + Base64Url.EncodeToString([1, .. Hash, .. Id, .. Secret]), text);
        Assert.Equal(4 + 108, text.Length);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "\n")]
    [InlineData("\t", "\r\n")]
    public void TryParse_Token_GivesItsParts(string before, string after)
    {
        Assert.True(JoinToken.TryParse(before + JoinToken.Format(Hash, Id, Secret) + after, out var token));

        Assert.Equal(Hash, token.ServerKeyHash.ToArray());
        Assert.Equal(Secret, token.Secret.ToArray());
        Assert.Equal(Base64Url.EncodeToString(Id), token.Id);
    }

    [Fact]
    public void TryParse_AnythingElse_IsNone()
    {
        var text = JoinToken.Format(Hash, Id, Secret);
        foreach (var wrong in new[]
        {
            null, "", " ", "rxj_", text[4..], "RXJ_" + text[4..], text[..^1], text[..^4], text + "A", text + "AAAA", "rxj_" + new string('A', 108),
            "rxj_" + Base64Url.EncodeToString([2, .. Hash, .. Id, .. Secret]), text.Replace('_', '/'), text + "=", text.Insert(20, "*"), text.Insert(20, "é"),
            "rxj_" + new string('A', 10_000), "rxj_\0" + text[5..],
        })
        {
            Assert.False(JoinToken.TryParse(wrong, out var token), wrong);
            Assert.Null(token);
        }
    }

    [Property]
    public void TryParse_AnyText_DoesNotThrow(string? text)
    {
        Assert.False(JoinToken.TryParse(text, out _));
        Assert.False(JoinToken.TryParse("rxj_" + text, out _));
    }

    [Fact]
    public void ToString_HidesTheSecret()
    {
        var text = JoinToken.Format(Hash, Id, Secret);
        Assert.True(JoinToken.TryParse(text, out var token));

        Assert.DoesNotContain(Base64Url.EncodeToString(Secret)[4..], token.ToString(), StringComparison.Ordinal);
        Assert.Contains(token.Id, token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, 16, 32)]
    [InlineData(32, 15, 32)]
    [InlineData(32, 16, 33)]
    public void Format_WrongLengths_Throws(int hash, int id, int secret) =>
        Assert.Throws<ArgumentException>(() => JoinToken.Format(new byte[hash], new byte[id], new byte[secret]));
}
