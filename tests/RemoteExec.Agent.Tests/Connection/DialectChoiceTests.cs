using RemoteExec.Agent.Connection;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Tests.Connection;

public sealed class DialectChoiceTests
{
    [Fact]
    public void Start_AutoAndPlain_TriesBothInTurn()
    {
        var choice = DialectChoice.Start(null, null, plain: true);

        Assert.Equal(FrameDialect.BE16, choice.Current);
        Assert.Equal(FrameDialect.LE4, choice.AfterNoKey().Current);
        Assert.Equal(FrameDialect.BE16, choice.AfterNoKey().AfterNoKey().Current);
    }

    [Fact]
    public void Start_AutoAndPlain_BeginsWithWhatWorked() =>
        Assert.Equal(FrameDialect.LE4, DialectChoice.Start(null, "LE4", plain: true).Current);

    [Fact]
    public void Start_ServerWithIdentity_NeverFallsBack()
    {
        var choice = DialectChoice.Start(null, "LE4", plain: false);

        Assert.Equal(FrameDialect.BE16, choice.Current);
        Assert.Equal(FrameDialect.BE16, choice.AfterNoKey().Current);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Start_DialectIsSet_StaysThat(bool plain) =>
        Assert.Equal(FrameDialect.LE16, DialectChoice.Start(FrameDialect.LE16, "BE4", plain).AfterNoKey().Current);
}
