using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.Tests.Service;

public sealed class ServiceProgramTests
{
    [Fact]
    public void Of_Native_IsItself() =>
        AssertIs(["/usr/bin/remoteexec-agent"], null, ServiceProgram.Of("/usr/bin/remoteexec-agent", "remoteexec-agent", isNative: true, runtime: "/opt/dotnet"));

    [Fact]
    public void Of_GivenToDotnet_IsBoth_ByTheirWholePaths() =>
        AssertIs(
            ["/usr/bin/dotnet", Path.GetFullPath("bin/remoteexec-agent.dll")], null, ServiceProgram.Of("/usr/bin/dotnet", "bin/remoteexec-agent.dll", isNative: false, runtime: "/opt/dotnet"));

    [Fact]
    public void Of_ProgramThatNeedsARuntimeElsewhere_NamesIt() =>
        AssertIs(["/opt/remoteexec-agent"], "/opt/dotnet", ServiceProgram.Of("/opt/remoteexec-agent", "/opt/remoteexec-agent.dll", isNative: false, runtime: "/opt/dotnet"));

    [Fact]
    public void Current_UnderTest_IsNotNative() => Assert.False(ServiceProgram.Current().IsNative);

    [Theory]
    [InlineData(false, false, null, false, "needs root")]
    [InlineData(false, false, null, true, "elevated")]
    [InlineData(true, true, "ada", false, "run this as ada")]
    [InlineData(true, true, null, true, "leave it out")]
    [InlineData(false, true, "ada", false, null)]
    [InlineData(true, false, null, false, null)]
    [InlineData(true, true, null, false, null)]
    public void Rights_AreSaidBeforeAnythingIsWritten(bool user, bool isPrivileged, string? sudoUser, bool isWindows, string? expected)
    {
        var sentence = ServiceRights.Judge(user ? ServiceScope.User : ServiceScope.System, isPrivileged, sudoUser, isWindows);

        Assert.Equal(expected is null, sentence is null);
        Assert.Contains(expected ?? "", sentence ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_ServiceIsMadeWithOneCommandLine()
    {
        var (request, _) = InstallRequest.Read(
            new(ServiceScope.System, @"/none", "/x y/agent.json", "/data"),
            new(["C:\\Program Files\\RemoteExec\\remoteexec-agent.exe"], IsNative: true, Runtime: null),
            null,
            new("the command line", new Dictionary<string, IReadOnlyList<string>>(), Strict: true));

        var create = WindowsServiceControl.Steps(request)[0];

        Assert.Equal(["create", "remoteexec-agent", "binPath="], create.Take(3));
        Assert.Equal("\"C:\\Program Files\\RemoteExec\\remoteexec-agent.exe\" windows-service --settings \"/x y/agent.json\"", create[3]);
    }

    private static void AssertIs(string[] command, string? runtime, ServiceProgram program)
    {
        Assert.Equal(command, program.Command);
        Assert.Equal(runtime, program.Runtime);
    }
}
