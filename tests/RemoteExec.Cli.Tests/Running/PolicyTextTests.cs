using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public class PolicyTextTests
{
    [Fact]
    public void Ready_EachKind_IsRead()
    {
        Assert.Null(PolicyText.Ready(null, null));
        Assert.Equal(new ReadyRequest { Running = 2_000 }, PolicyText.Ready("running=2s", null));
        Assert.Equal(new ReadyRequest { Port = 9000, Timeout = 5 }, PolicyText.Ready("port=9000", 5));
        Assert.Equal(new ReadyRequest { Log = "a=b|c" }, PolicyText.Ready("log=a=b|c", null));
        Assert.Equal(new ReadyRequest { Exit = 0 }, PolicyText.Ready("exit=0", null));
        Assert.Equal(new ReadyRequest { Http = "http://127.0.0.1/?a=b" }, PolicyText.Ready("http=http://127.0.0.1/?a=b", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("running")]
    [InlineData("=2s")]
    [InlineData("log=")]
    [InlineData("running=2")]
    [InlineData("port=http")]
    [InlineData("port=-1")]
    [InlineData("exit=0x1")]
    [InlineData("file=/run/up")]
    [InlineData("Port=1")]
    public void Ready_OfAnotherShape_SaysTheShapes(string typed) =>
        Assert.Contains("running=2s", Assert.Throws<UsageException>(() => PolicyText.Ready(typed, null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("memory=1048576", 1_048_576)]
    [InlineData("memory=512K", 524_288)]
    [InlineData("memory=512M", 536_870_912)]
    [InlineData("memory=2G", 2_147_483_648)]
    [InlineData("memory=256MB", 268_435_456)]
    [InlineData("memory=1GiB", 1_073_741_824)]
    [InlineData("memory=1T", 1_099_511_627_776)]
    public void Limits_Memory_IsInPowersOf1024(string typed, long bytes) => Assert.Equal(new LimitsRequest { Memory = bytes }, PolicyText.Limits([typed]));

    [Fact]
    public void Limits_Several_AreOne()
    {
        Assert.Null(PolicyText.Limits([]));
        Assert.Equal(new LimitsRequest { Cpu = 0.5, Processes = 100 }, PolicyText.Limits(["cpu=0.5", "processes=100"]));
    }

    [Theory]
    [InlineData("memory=")]
    [InlineData("memory=M")]
    [InlineData("memory=-1M")]
    [InlineData("memory=1.5G")]
    [InlineData("memory=9999999T")]
    [InlineData("cpu=half")]
    [InlineData("cpu=1e1")]
    [InlineData("cpu=0,5")]
    [InlineData("processes=1.5")]
    [InlineData("disk=1G")]
    public void Limits_OfAnotherShape_SayTheShapes(string typed) =>
        Assert.Contains("memory=512M", Assert.Throws<UsageException>(() => PolicyText.Limits([typed])).Message, StringComparison.Ordinal);

    [Fact]
    public void Limits_OneTwice_IsSaid() =>
        Assert.Equal("--limit cpu is given twice.", Assert.Throws<UsageException>(() => PolicyText.Limits(["cpu=1", "cpu=2"])).Message);

    [Fact]
    public void Codes_WithCommas_AreRead()
    {
        Assert.Null(PolicyText.Codes(null));
        Assert.Equal([0, 4], PolicyText.Codes("0,4"));
        Assert.Throws<UsageException>(() => PolicyText.Codes("0,"));
        Assert.Throws<UsageException>(() => PolicyText.Codes("-1"));
    }
}
