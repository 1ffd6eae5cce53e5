using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public class CommandLineOfTests
{
    [Theory]
    [InlineData("echo", null, null, "echo")]
    [InlineData("echo", "/bin", "/bin", "echo")]
    [InlineData("/usr/bin/env", null, "/usr/bin", "env")]
    [InlineData("/init", null, "/", "init")]
    public void Split_FileNameOrAbsolutePath_IsFolderAndName(string typed, string? path, string? folder, string name) =>
        Assert.Equal((folder, name), CommandLineOf.Split(typed, path));

    [Theory]
    [InlineData("bin/echo", null)]
    [InlineData("./echo", null)]
    [InlineData("/bin/", null)]
    [InlineData("/bin/echo", "/bin")]
    public void Split_Otherwise_IsAUsageError(string typed, string? path) =>
        Assert.Throws<UsageException>(() => CommandLineOf.Split(typed, path));

    [Fact]
    public void Environment_ValueWithEqualsSigns_IsCutAtTheFirst() =>
        Assert.Equal("b=c", CommandLineOf.Environment(["a=b=c"])!["a"]);

    [Theory]
    [InlineData("300ms", 300)]
    [InlineData("5s", 5_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0", 0)]
    public void Durations_WithUnit_AreRead(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData("99999999999s")]
    public void Durations_Otherwise_AreRefused(string text) => Assert.False(Durations.TryParse(text, out _));
}
