using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.Tests.Service;

public sealed class SystemdServiceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-systemd-");
    private readonly List<string> _asked = [];
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Install_WritesWithTheirModes_AndStartsTheKeeperFirst()
    {
        Assert.Null(Service(ServiceScope.System).Install(Files(ServiceScope.System)));

        Assert.Equal(
            ["daemon-reload", "enable remoteexec-keeper.service remoteexec-agent.service", "start remoteexec-keeper.service", "restart remoteexec-agent.service"], _asked);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("etc/agent.json")));
        Assert.True(File.GetUnixFileMode(Places(ServiceScope.System).Agent).HasFlag(UnixFileMode.OtherRead));
        Assert.Equal("the agent", File.ReadAllText(Places(ServiceScope.System).Agent));
    }

    [Fact]
    public void Install_User_WaitsForADesktop()
    {
        Assert.Null(Service(ServiceScope.User, failing: "is-active").Install(Files(ServiceScope.User)));
        Assert.DoesNotContain(_asked, asked => asked.StartsWith("start", StringComparison.Ordinal) || asked.StartsWith("restart", StringComparison.Ordinal));
        Assert.Contains(_said, line => line.Contains("No desktop session", StringComparison.Ordinal));

        _asked.Clear();
        Assert.Null(Service(ServiceScope.User).Install(Files(ServiceScope.User)));
        Assert.Equal("restart remoteexec-agent.service", _asked[^1]);
    }

    [Fact]
    public void Install_WithoutSystemd_SaysWhatToType()
    {
        Assert.Null(new SystemdService(Places(ServiceScope.User), null, _said.Add).Install(Files(ServiceScope.User)));

        Assert.Contains("systemctl --user daemon-reload && systemctl --user enable --now", _said[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(Places(ServiceScope.User).Keeper));
    }

    [Theory]
    [InlineData("daemon-reload")]
    [InlineData("enable")]
    [InlineData("start")]
    [InlineData("restart")]
    public void Install_SystemdRefuses_ItsWordsAreHandedOn(string failing)
    {
        var refusal = Service(ServiceScope.System, failing).Install(Files(ServiceScope.System));

        Assert.StartsWith($"\"systemctl {failing}", refusal, StringComparison.Ordinal);
        Assert.EndsWith("no such luck", refusal, StringComparison.Ordinal);
        Assert.StartsWith(failing, _asked[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Uninstall_StopsTheAgentFirst_AndKeepsTheSettings()
    {
        Service(ServiceScope.System).Install(Files(ServiceScope.System));
        _asked.Clear();

        Assert.Null(Service(ServiceScope.System).Uninstall());

        Assert.Equal(["disable --now remoteexec-agent.service", "disable --now remoteexec-keeper.service", "daemon-reload"], _asked);
        Assert.False(File.Exists(Places(ServiceScope.System).Agent));
        Assert.False(File.Exists(Places(ServiceScope.System).Keeper));
        Assert.True(File.Exists(At("etc/agent.json")));
    }

    [Fact]
    public void Uninstall_NotStopped_NothingIsRemoved()
    {
        Service(ServiceScope.System).Install(Files(ServiceScope.System));

        Assert.Contains("disable", Service(ServiceScope.System, failing: "disable").Uninstall()!, StringComparison.Ordinal);
        Assert.True(File.Exists(Places(ServiceScope.System).Agent));
    }

    [Fact]
    public void Uninstall_WithoutSystemd_TheLinksGoToo()
    {
        var places = Places(ServiceScope.System);
        Service(ServiceScope.System).Install(Files(ServiceScope.System));
        var link = Path.Combine(Directory.CreateDirectory(Path.Combine(places.Units, "multi-user.target.wants")).FullName, UnitPlan.Agent);
        File.CreateSymbolicLink(link, places.Agent);

        Assert.Null(new SystemdService(places, null, _said.Add).Uninstall());

        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Empty(Directory.GetFiles(places.Units));
    }

    [Fact]
    public void Uninstall_NothingThere_SaysSo() => Assert.Contains("no unit", Service(ServiceScope.System).Uninstall()!, StringComparison.Ordinal);

    private SystemdService Service(ServiceScope scope, string? failing = null) => new(
        Places(scope),
        arguments =>
        {
            _asked.Add(string.Join(' ', arguments));
            return arguments[0] == failing ? (1, "no such luck") : (0, "");
        },
        _said.Add);

    private ServicePlaces Places(ServiceScope scope) => new(scope, At("units"), At("etc/agent.json"), At("data"));

    private IReadOnlyList<PlannedFile> Files(ServiceScope scope) =>
        [new(At("etc/agent.json"), "{}", IsPrivate: true), new(Places(scope).Keeper, "the keeper", IsPrivate: false), new(Places(scope).Agent, "the agent", IsPrivate: false)];

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
