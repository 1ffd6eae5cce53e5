using System.Collections.Frozen;
using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Policies;

/// <summary>What an entry does not say, the settings of the machine say.</summary>
public sealed class DefaultRulesTests
{
    private static readonly ExecuteEntry Bare = new() { Id = new WireId(1), Application = "mpv", Path = "/usr/bin" };

    private static readonly Supervision Everything = new()
    {
        Environment = new Dictionary<string, string> { ["A"] = "all", ["B"] = "all" },
        WorkingDirectory = "/srv",
        TimeoutMilliseconds = 9,
        Policies = new SupervisionPolicies
        {
            Restart = new RestartPolicy(RestartOn.Always),
            Expected = [0, 1],
            Ready = new ReadyPolicy { Port = 1 },
            Stop = new StopPolicy(1),
            User = "all",
            Limits = new ResourceLimits { CpuCores = 1 },
        },
    };

    [Fact]
    public void Fill_BareEntry_TakesEverything_AndWhatIsStartedAndWhenStays()
    {
        var filled = Fill(Bare with { DelayMilliseconds = 5, Name = "player", Arguments = ["--fs"] }, Of(Everything));

        Assert.Equal(
            Bare with
            {
                DelayMilliseconds = 5,
                Name = "player",
                Arguments = filled.Arguments,
                Environment = filled.Environment,
                WorkingDirectory = "/srv",
                TimeoutMilliseconds = 9,
                Policies = Everything.Policies,
            },
            filled);
        Assert.Equal(Everything.Environment, filled.Environment);
    }

    [Fact]
    public void Fill_MemberThatTheEntryHas_StaysWhole()
    {
        var policies = new SupervisionPolicies
        {
            Restart = new RestartPolicy(RestartOn.Never),
            Expected = [7],
            Ready = new ReadyPolicy { Exit = 7 },
            Stop = new StopPolicy(7),
            User = "entry",
            Limits = new ResourceLimits { Processes = 7 },
        };

        var filled = Fill(Bare with { WorkingDirectory = "/entry", TimeoutMilliseconds = 7, Policies = policies }, Of(Everything));

        Assert.Equal(policies, filled.Policies);
        Assert.Equal(("/entry", 7L), (filled.WorkingDirectory, filled.TimeoutMilliseconds));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("expected")]
    [InlineData("ready")]
    [InlineData("stop")]
    [InlineData("user")]
    [InlineData("limits")]
    public void Fill_EntryWithOnePolicy_TakesTheOthers(string member)
    {
        var all = Everything.Policies!;
        var said = member switch
        {
            "restart" => new SupervisionPolicies { Restart = all.Restart },
            "expected" => new SupervisionPolicies { Expected = all.Expected },
            "ready" => new SupervisionPolicies { Ready = all.Ready },
            "stop" => new SupervisionPolicies { Stop = all.Stop },
            "user" => new SupervisionPolicies { User = all.User },
            _ => new SupervisionPolicies { Limits = all.Limits },
        };

        Assert.Equal(all, Fill(Bare with { Policies = said }, Of(Everything)).Policies);
    }

    [Fact]
    public void Fill_Environment_IsPutTogetherByName_EntryThenApplicationThenAll()
    {
        var defaults = Of(Everything, ("mpv", new Supervision { Environment = new Dictionary<string, string> { ["B"] = "mpv", ["C"] = "mpv" } }));

        var filled = Fill(Bare with { Environment = new Dictionary<string, string> { ["C"] = "entry", ["a"] = "entry" } }, defaults);

        Assert.Equal(new Dictionary<string, string> { ["A"] = "all", ["B"] = "mpv", ["C"] = "entry", ["a"] = "entry" }, filled.Environment);
    }

    [Fact]
    public void Fill_Application_ComesBeforeAll_AndConcernsNoOther()
    {
        var defaults = Of(Everything, ("mpv", new Supervision { TimeoutMilliseconds = 4, Policies = new SupervisionPolicies { User = "mpv" } }));

        var mpv = Fill(Bare, defaults);
        var other = Fill(Bare with { Application = "vlc" }, defaults);

        Assert.Equal((4L, "mpv", "/srv"), (mpv.TimeoutMilliseconds, mpv.Policies!.User, mpv.WorkingDirectory));
        Assert.Equal(Everything.Policies!.Restart, mpv.Policies.Restart);
        Assert.Equal((9L, "all"), (other.TimeoutMilliseconds, other.Policies!.User));
    }

    [Fact]
    public void Fill_OnWindows_CaseDoesNotMatter()
    {
        var settings = new AgentSettings { DataDirectory = "/data" };
        Assert.Null(ProgramDefaultsReader.ReadPrograms(["""{"player.exe":{"environment":{"Path":"1"}}}"""], new WindowsPathRules(), ref settings));

        var filled = DefaultRules.Fill([Bare with { Application = "PLAYER", Environment = new Dictionary<string, string> { ["PATH"] = "2" } }], settings.Defaults, new WindowsPathRules());

        Assert.Equal("2", Assert.Single(Assert.Single(filled).Environment!).Value);
    }

    [Fact]
    public void Fill_RefusedEntryAndNoDefaults_StayAsTheyAre()
    {
        var refused = new ExecuteEntry { Id = new WireId(1), Refusal = "no" };

        Assert.Same(refused, Fill(refused, Of(Everything)));
        Assert.Same(Bare, Fill(Bare, ProgramDefaults.None));
        Assert.Null(Fill(Bare, Of(new Supervision { TimeoutMilliseconds = 1 })).Policies);
    }

    private static ExecuteEntry Fill(ExecuteEntry entry, ProgramDefaults defaults) => Assert.Single(DefaultRules.Fill([entry], defaults, new UnixPathRules()));

    private static ProgramDefaults Of(Supervision all, params (string Name, Supervision Said)[] programs) =>
        ProgramDefaults.None.WithAll(all, "all").WithPrograms(programs.ToFrozenDictionary(program => program.Name, program => program.Said), "programs");
}
