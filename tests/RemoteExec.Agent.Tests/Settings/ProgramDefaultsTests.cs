using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Settings;

/// <summary><c>defaults</c> and <c>programs</c> of the settings file.</summary>
public sealed class ProgramDefaultsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-agent-defaults-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_AsPeopleWrite_IsAsOnTheWire()
    {
        var (settings, problems) = Read("""
            {
              // Whatever is started here.
              "defaults": { "stop": { "grace": 1e3 }, "environment": { "DISPLAY": ":0", }, "user": "show", "workingDirectory": "/srv/./show/", },
              "programs": {
                "mpv": { "restart": { "on": "always", /* for ever */ "attempts": 1000 }, "timeout": 60000 },
              },
            }
            """);

        Assert.Empty(problems);
        var all = settings.Defaults.All;
        Assert.Equal(new SupervisionPolicies { Stop = new StopPolicy(1_000), User = "show" }, all.Policies);
        Assert.Equal(":0", all.Environment!["DISPLAY"]);
        Assert.Equal("/srv/show", all.WorkingDirectory);
        var mpv = settings.Defaults.Of("mpv");
        Assert.Equal(new RestartPolicy(RestartOn.Always, Attempts: 1_000), mpv.Policies!.Restart);
        Assert.Equal(60_000, mpv.TimeoutMilliseconds);
        Assert.Same(Supervision.None, settings.Defaults.Of("MPV"));
    }

    [Fact]
    public void Read_MissingOrNull_IsNothing()
    {
        Assert.Equal(ProgramDefaults.None, Read("{}").Settings.Defaults);
        Assert.Equal(ProgramDefaults.None, Read("""{ "defaults": null, "programs": null }""").Settings.Defaults);
    }

    [Theory]
    [InlineData("""{ "defaults": { "restart": { "on": "always", "attempts": 0 } } }""", "agent.json: defaults.restart.attempts must be from 1 to 1000, not 0.")]
    [InlineData("""{ "defaults": { "restart": { "on": "sometimes" } } }""", "defaults.restart.on must be never, unexpected or always.")]
    [InlineData("""{ "defaults": { "grace": 5 } }""", "defaults.grace is none of restart, expected, ready, stop, timeout, environment, workingDirectory, user and limits.")]
    [InlineData("""{ "defaults": { "delay": 5 } }""", "defaults.delay is none of restart")]
    [InlineData("""{ "defaults": { "workingDirectory": "show" } }""", "defaults.workingDirectory must be a whole path")]
    [InlineData("""{ "defaults": { "environment": { "A=B": "" } } }""", "defaults.a name in environment may not be empty or hold =")]
    [InlineData("""{ "defaults": { "ready": { "running": 5, "timeout": 5 } } }""", "defaults.ready.running must be less than ready.timeout")]
    [InlineData("""{ "defaults": [] }""", "agent.json: defaults must be an object of restart, expected")]
    [InlineData("""{ "defaults": "restart" }""", "agent.json: defaults must be an object of restart, expected")]
    [InlineData("""{ "programs": [] }""", "agent.json: programs must be an object of applications, each with an object of restart")]
    [InlineData("""{ "programs": { "mpv": "always" } }""", "programs.mpv must be an object of restart")]
    [InlineData("""{ "programs": { "mpv": { "user": "Nobody!" } } }""", "programs.mpv.user must be a name of 1 to 32 characters")]
    [InlineData("""{ "programs": { "/usr/bin/mpv": {} } }""", "programs./usr/bin/mpv is not the name of an application: a file name of 1–255 bytes, without its folder.")]
    [InlineData("""{ "programs": { "": {} } }""", "programs. is not the name of an application")]
    [InlineData("""{ "defaults": { "user": "\ud800" } }""", "holds half of a character")]
    [InlineData("""{ "defaults": { "user": "a", "user": "b" } }""", "is not JSON")]
    public void Read_BadValue_NamesTheFileTheMemberAndWhatIsAllowed(string content, string expected)
    {
        var problem = Assert.Single(Read(content).Problems);

        Assert.StartsWith(_folder.FullName, problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllNamed()
    {
        var (_, problems) = Read("""{ "nmae": "a", "defaults": { "user": 5, "timeout": 0 }, "programs": { "a": { "stop": {} }, "b/c": {}, "d": { "expected": [256] } } }""");

        Assert.Equal(3, problems.Count);
        Assert.All(
            ["\"nmae\"", "defaults.user must", "; defaults.timeout must", "programs.a.stop must", "; programs.b/c is not", "; programs.d.expected must"],
            words => Assert.Contains(words, string.Join('\n', problems), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ProgramDefaultsReader.MostPrograms, true)]
    [InlineData(ProgramDefaultsReader.MostPrograms + 1, false)]
    public void Read_Programs_AtMost256(int count, bool isTaken)
    {
        var (_, problems) = Read($$"""{ "programs": { {{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{{}}"))}} } }""");

        Assert.Equal(isTaken, problems.Count == 0);
        Assert.All(problems, problem => Assert.Contains("agent.json: programs names 257 applications; 256 are the most.", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(32_767, true)]
    [InlineData(32_768, false)]
    public void Read_Environment_AtMost65536BytesTogether(int second, bool isTaken)
    {
        // Names of one byte, and a value of 32,767.
        var (_, problems) = Read($$"""{ "defaults": { "environment": { "A": "{{new string('x', 32_767)}}", "B": "{{new string('y', second)}}" } } }""");

        Assert.Equal(isTaken, problems.Count == 0);
        Assert.All(problems, problem => Assert.Contains("defaults.environment holds 65537 bytes; 65536 are the most", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OnWindows_NamesOfOneProgramAreOne()
    {
        var settings = new AgentSettings { DataDirectory = "/data" };

        var wrong = ProgramDefaultsReader.ReadPrograms(["""{"player":{},"PLAYER.exe":{},"player.com":{}}"""], new WindowsPathRules(), ref settings);
        var right = ProgramDefaultsReader.ReadPrograms(["""{"Player":{"user":"show"}}"""], new WindowsPathRules(), ref settings);

        Assert.Equal(".PLAYER.exe is there twice: on this system its names mean one program", wrong);
        Assert.Null(right);
        Assert.Equal("show", settings.Defaults.Of("player.exe").Policies!.User);
    }

    [Fact]
    public void DefaultsWrittenAlike_AreEqual()
    {
        var one = Read("""{ "defaults": { "user": "a" }, "programs": { "mpv": {} } }""").Settings.Defaults;

        Assert.Equal(one, Read("""{ "programs": {"mpv":{}}, "defaults": {"user":"a"} /* again */ }""").Settings.Defaults);
        Assert.NotEqual(one, Read("""{ "defaults": { "user": "b" }, "programs": { "mpv": {} } }""").Settings.Defaults);
        Assert.NotEqual(one, Read("""{ "defaults": { "user": "a" }, "programs": { "vlc": {} } }""").Settings.Defaults);
    }

    private (AgentSettings Settings, IReadOnlyList<string> Problems) Read(string content)
    {
        var path = Path.Combine(_folder.FullName, "agent.json");
        File.WriteAllText(path, content);
        return SettingsReader.Read("/data", SettingsSources.File(path, required: true));
    }
}
