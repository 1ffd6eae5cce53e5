using RemoteExec.Protocol.Cryptography;

namespace RemoteExec.Protocol.Tests.Cryptography;

public class PasswordHashTests
{
    [Fact]
    public void Verify_RightAndWrongPassword_TellsThemApart()
    {
        var hash = PasswordHash.Hash("topsecret"u8);

        Assert.StartsWith("$argon2id$v=19$m=65536,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.True(PasswordHash.Verify(hash, "topsecret"u8));
        Assert.False(PasswordHash.Verify(hash, "topsecreT"u8));
        Assert.False(PasswordHash.Verify(hash, []));
        Assert.NotEqual(hash, PasswordHash.Hash("topsecret"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("topsecret")]
    [InlineData("$argon2id$")]
    [InlineData("$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$é")]
    [InlineData("$2b$12$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Verify_TextThatIsNoHash_IsFalse(string text) => Assert.False(PasswordHash.Verify(text, "topsecret"u8));

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(4_000)]
    public void Verify_TextTooLongForAHash_IsFalse(int length) =>
        Assert.False(PasswordHash.Verify("$argon2id$".PadRight(length, 'x'), "topsecret"u8));
}
