using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Whatever stands in the place of a password and is none is a wrong password, not a wrong packet (docs/protocol.md §5).</summary>
public class AuthenticateTests
{
    [Theory]
    [InlineData("\"topsecret\"", true)]
    [InlineData("{\"password\":\"topsecret\"}", false)]
    [InlineData("{\"x\":1,\"password\":\"topsecret\",\"holder\":{}}", false)]
    public void Read_Password_IsTakenInBothForms(string value, bool bare)
    {
        var message = Read(value);

        Assert.Equal("topsecret", message.Password);
        Assert.Equal(bare, message.Bare);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("[\"topsecret\"]")]
    [InlineData("{}")]
    [InlineData("{\"Password\":\"topsecret\"}")]
    [InlineData("{\"password\":\"\"}")]
    [InlineData("{\"password\":null}")]
    [InlineData("{\"password\":5}")]
    [InlineData("{\"password\":[\"topsecret\"]}")]
    [InlineData("{\"password\":{\"password\":\"topsecret\"}}")]
    public void Read_NoPassword_IsNone(string value) => Assert.Null(Read(value).Password);

    [Theory]
    [InlineData("x", 1024)]
    [InlineData("é", 512)]
    public void Read_PasswordOf1024Bytes_IsTakenAndOneMoreIsNone(string unit, int count)
    {
        var longest = string.Concat(Enumerable.Repeat(unit, count));

        foreach (var (before, after) in new[] { ("\"", "\""), ("{\"password\":\"", "\"}") })
        {
            Assert.Equal(longest, Read(before + longest + after).Password);
            Assert.Null(Read(before + longest + "x" + after).Password);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("{\"id\":1,\"mac\":\"x\"}")]
    public void Read_TokenThatCannotBeRead_IsOneThatIsNotKnown(string token) =>
        Assert.Equal(new TokenProof("", ""), Read("{\"key\":\"k\",\"signature\":\"s\",\"token\":" + token + "}").Token);

    [Fact]
    public void Read_KeyAndSignatureThatAreNoStrings_AreMissing()
    {
        var message = Read("{\"key\":1,\"signature\":[]}");

        Assert.Null(message.Key);
        Assert.Null(message.Signature);
        Assert.Null(message.Token);
    }

    [Fact]
    public void ToString_HidesWhatIsSecret()
    {
        var message = new AuthenticateMessage { Password = "s3cret", Key = "key", Signature = "s3cret", Token = new TokenProof("s3cret", "s3cret") };

        Assert.DoesNotContain("s3cret", message.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", new Packet(null, [message]).ToString(), StringComparison.Ordinal);
    }

    private static AuthenticateMessage Read(string value) => Packets.Read<AuthenticateMessage>("{\"data\":{\"authenticate\":" + value + "}}");
}
