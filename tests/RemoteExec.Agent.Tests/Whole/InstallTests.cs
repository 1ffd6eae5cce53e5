using System.Security.Cryptography;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>The command <c>install --user</c> as a person types it, into a configuration folder of the test, with a systemctl of the test should systemd run here.</summary>
public sealed class InstallTests : AgentScenario
{
    private const string Secret = "rxj_";

    private string Configuration => Path.Combine(Folder.FullName, "config");

    private string Units => Path.Combine(Configuration, "systemd", "user");

    private Dictionary<string, string> Surroundings
    {
        get
        {
            var programs = Folder.CreateSubdirectory("programs").FullName;
            var systemctl = Path.Combine(programs, "systemctl");
            File.WriteAllText(systemctl, "#!/bin/sh\nexit 0\n");
            File.SetUnixFileMode(systemctl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return new() { ["XDG_CONFIG_HOME"] = Configuration, ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}" };
        }
    }

    [Fact]
    public async Task Install_Token_JoinsNowAndIsKeptNowhere_ThenUninstallKeepsSettingsAndData()
    {
        var token = JoinToken.Format(SHA256.HashData(Server.Identity.PublicKey), new byte[16], new byte[32]);
        Assert.StartsWith(Secret, token, StringComparison.Ordinal);
        var tokenFile = Path.Combine(Folder.FullName, "token");
        await File.WriteAllTextAsync(tokenFile, token, TestContext.Current.CancellationToken);

        var installing = AgentProgram.RunAsync(
            Surroundings, "install", "--user", "--server", Server.Address, "--token-file", tokenFile, "--allow", "/usr/bin", "--label", "wall=east", "--data", Data);
        using (await Server.MeetAsync())
        {
            var (code, output, error) = await installing;
            Assert.True(code == 0, output + error);
            Assert.Contains("Joined", output, StringComparison.Ordinal);
        }

        var settings = Path.Combine(Configuration, "remoteexec", "agent.json");
        var (read, problems) = SettingsReader.Read("/none", SettingsSources.File(settings, required: true));
        Assert.Empty(problems);
        Assert.Equal((Data, null, "east"), (read.DataDirectory, read.TokenFile, read.Labels["wall"]));
        Assert.True(Assert.Single(KnownServers.Load(AgentFolder.Open(Data)).All).Admitted);
        Assert.All(Directory.GetFiles(Configuration, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain(Secret, File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Contains($"run --settings {settings}", await File.ReadAllTextAsync(Path.Combine(Units, "remoteexec-agent.service"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var status = await AgentProgram.RunAsync(Surroundings, "status", "--data", Data);
        Assert.Contains("though a service is installed", status.Error, StringComparison.Ordinal);

        var removed = await AgentProgram.RunAsync(Surroundings, "uninstall", "--user");
        Assert.Equal(0, removed.ExitCode);
        Assert.Contains($"Kept: settings in {settings}, data in {Data}", removed.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Units));
        Assert.True(File.Exists(settings));
    }

    [Fact]
    public async Task Install_Mistakes_AreAllNamed_AndNothingIsWritten()
    {
        var (code, _, error) = await AgentProgram.RunAsync(Surroundings, "install", "--user", "--server", "a:x", "--name", "a,b", "--password-file", "-");

        Assert.Equal(2, code);
        Assert.All(["server must be", "name must have", "nobody who types"], problem => Assert.Contains(problem, error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Configuration));
    }

    [Fact]
    public async Task Install_DryRun_PrintsAndWritesNothing()
    {
        var (code, output, error) = await AgentProgram.RunAsync(Surroundings, "install", "--dry-run", "--server", "a:1", "--plain", "--password-file", "/etc/secret");

        Assert.True(code == 0, error);
        Assert.Contains("# /etc/remoteexec/agent.json (0600)", output, StringComparison.Ordinal);
        Assert.Contains("\"passwordFile\": \"/etc/secret\"", output, StringComparison.Ordinal);
        Assert.Contains("# /etc/systemd/system/remoteexec-keeper.service (0644)", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Configuration));
    }
}
