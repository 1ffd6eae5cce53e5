using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Service;

public sealed class UnitTests : IDisposable
{
    private const string Home = "/HOME";

    // How exposed systemd finds the agent, of 100; what is missing to less is the network, and to look at all folders.
    private const int MostExposed = 30;

    private static readonly ServiceProgram Packaged = new(["/usr/bin/remoteexec-agent"], IsNative: true, Runtime: null);
    private static readonly UnitPlan Machine = new(ServiceScope.System, Packaged, SettingsSources.SystemDataDirectory, null);
    private static readonly UnitPlan Desktop = new(ServiceScope.User, Packaged, $"{Home}/.local/share/remoteexec/agent", $"{Home}/.config/remoteexec/agent.json");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-units-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void PackagedUnits_AreThoseThatInstallWrites()
    {
        Assert.Equal(InRepository("system", UnitPlan.Keeper), KeeperUnit.Text(Machine));
        Assert.Equal(InRepository("system", UnitPlan.Agent), AgentUnit.Text(Machine));
        Assert.Equal(InRepository("user", UnitPlan.Keeper), KeeperUnit.Text(Desktop).Replace(Home, "%h", StringComparison.Ordinal));
        Assert.Equal(InRepository("user", UnitPlan.Agent), AgentUnit.Text(Desktop).Replace(Home, "%h", StringComparison.Ordinal));
    }

    [Fact]
    public void Keeper_IsNotTiedToTheAgent()
    {
        foreach (var plan in new[] { Machine, Desktop })
        {
            var lines = Lines(KeeperUnit.Text(plan));
            Assert.DoesNotContain(lines, line => line.Contains(UnitPlan.Agent, StringComparison.Ordinal));
            Assert.Contains("Delegate=yes", lines);
            Assert.Contains("KillMode=process", lines);
            Assert.Contains("KillMode=process", Lines(AgentUnit.Text(plan)));
            Assert.DoesNotContain(Lines(AgentUnit.Text(plan)), line => line.StartsWith("Requires=", StringComparison.Ordinal) || line.StartsWith("BindsTo=", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Keeper_RestrictsNoProgram() =>
        Assert.DoesNotContain(Lines(KeeperUnit.Text(Machine)), line => line.StartsWith("NoNewPrivileges", StringComparison.Ordinal) || line.StartsWith("Restrict", StringComparison.Ordinal)
            || line.StartsWith("Protect", StringComparison.Ordinal) || line.StartsWith("SystemCall", StringComparison.Ordinal) || line.StartsWith("UMask", StringComparison.Ordinal));

    [Fact]
    public void User_FollowsTheDesktop()
    {
        foreach (var text in new[] { KeeperUnit.Text(Desktop), AgentUnit.Text(Desktop) })
        {
            Assert.Contains("PartOf=graphical-session.target", Lines(text));
            Assert.Contains("After=graphical-session.target", Lines(text));
            Assert.Contains("WantedBy=graphical-session.target", Lines(text));

            // Not for a user's manager to give.
            Assert.DoesNotContain(Lines(text), line => line.StartsWith("OOMScoreAdjust", StringComparison.Ordinal) || line.StartsWith("Capability", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Paths_OfOwnChoice_AreQuotedWhereverTheyStand()
    {
        var plan = new UnitPlan(ServiceScope.System, new ServiceProgram(["/opt/my dotnet/dotnet", "/opt/a$b.dll"], IsNative: false, "/opt/my dotnet"), "/data %1", "/etc/x y.json");

        Assert.Contains("ExecStart=\"/opt/my dotnet/dotnet\" \"/opt/a$$b.dll\" keeper --data \"/data %%1\"", Lines(KeeperUnit.Text(plan)));
        Assert.Contains("ExecStart=\"/opt/my dotnet/dotnet\" \"/opt/a$$b.dll\" run --settings \"/etc/x y.json\"", Lines(AgentUnit.Text(plan)));
        Assert.Contains("Environment=\"DOTNET_ROOT=/opt/my dotnet\"", Lines(AgentUnit.Text(plan)));
        Assert.Contains("ReadWritePaths=\"/data %%1\"", Lines(AgentUnit.Text(plan)));
        Assert.DoesNotContain(Lines(AgentUnit.Text(plan)), line => line.StartsWith("MemoryDenyWriteExecute", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Systemd_FindsNothingWrong(bool user)
    {
        // It looks whether the program is there.
        var here = Desktop with { Scope = user ? ServiceScope.User : ServiceScope.System, Program = Packaged with { Command = ["/bin/true"] } };
        File.WriteAllText(Path.Combine(_folder.FullName, UnitPlan.Keeper), KeeperUnit.Text(here));
        File.WriteAllText(Path.Combine(_folder.FullName, UnitPlan.Agent), AgentUnit.Text(here));

        var (code, said) = SystemdAnalyze.Run(
            talkative: false, "verify", "--man=no", user ? "--user" : "--system", Path.Combine(_folder.FullName, UnitPlan.Keeper), Path.Combine(_folder.FullName, UnitPlan.Agent));

        Assert.DoesNotContain("remoteexec", said, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [Fact]
    public void Systemd_FindsTheAgentWellLockedIn()
    {
        var unit = Path.Combine(_folder.FullName, UnitPlan.Agent);
        File.WriteAllText(unit, AgentUnit.Text(Machine with { Program = Packaged with { Command = ["/bin/true"] } }));

        var (code, said) = SystemdAnalyze.Run(talkative: false, "security", "--offline=true", $"--threshold={MostExposed}", unit);

        Assert.True(code == 0, said);
    }

    private static IReadOnlyList<string> Lines(string unit) => [.. unit.Split('\n').Where(line => !line.StartsWith('#'))];

    private static string InRepository(string folder, string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "RemoteExec.slnx")))
        {
            root = root.Parent!;
        }

        return File.ReadAllText(Path.Combine(root.FullName, "deploy", "systemd", folder, name));
    }
}
