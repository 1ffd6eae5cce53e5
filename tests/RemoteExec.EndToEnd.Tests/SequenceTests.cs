using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>Sequences as their operators meet them: files, runs, real programs on real agents.</summary>
public sealed class SequenceTests(SequenceTests.Stage stage) : IClassFixture<SequenceTests.Stage>
{
    private readonly RemoteExecSystem _system = stage.System;

    [Fact]
    public async Task AShow_StartsRankByRank_IsWatched_AndStopsInReverse()
    {
        var marks = Marks("ranks");
        var name = await ApplyAsync($$"""
            name: ranks
            tracks:
              - target: left
                steps:
                  - { name: warp, application: sh, path: /bin, arguments: ["-c", "{{Say("warp", marks)}}; {{Live("warp", marks)}}"], ready: { running: 300ms } }
                  - { name: player, application: sh, path: /bin, arguments: ["-c", "{{Say("player", marks)}}; {{Live("player", marks)}}"] }
              - target: right
                after: [left]
                steps:
                  - { name: lights, application: sh, path: /bin, arguments: ["-c", "{{Say("lights", marks)}}; {{Live("lights", marks)}}"] }
            """);

        var started = await _system.RunAsync("sequence", "start", name, "--wait");
        Assert.True(started.ExitCode == 0, started.ToString());
        await Eventually.BeTrueAsync(() => Lines(marks).Count == 3, "not all have started");
        Assert.Equal(["warp", "player", "lights"], Lines(marks));

        var run = await NewestRunAsync(name);
        Assert.Equal("ready", run.GetProperty("state").GetString());
        Assert.All(run.GetProperty("steps").EnumerateArray(), step => Assert.Equal("ready", step.GetProperty("state").GetString()));

        var stopped = await _system.RunAsync("sequence", "stop", name);
        Assert.True(stopped.ExitCode == 0, stopped.ToString());
        Assert.Equal(["warp", "player", "lights", "-lights", "-player", "-warp"], Lines(marks));
        Assert.Equal("stopped", (await NewestRunAsync(name)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task ARequiredStepThatFails_Unwinds()
    {
        var marks = Marks("unwound");
        var name = await ApplyAsync($$"""
            name: unwound
            onFailure: unwind
            tracks:
              - target: left
                steps: [{ name: good, application: sh, path: /bin, arguments: ["-c", "{{Say("good", marks)}}; {{Live("good", marks)}}"] }]
              - target: right
                after: [left]
                steps: [{ name: bad, application: sh, path: /bin, arguments: ["-c", "exit 3"], ready: { exit: 0 } }]
            """);

        var started = await _system.RunAsync("sequence", "start", name, "--wait");

        Assert.True(started.ExitCode == 1, started.ToString());
        var run = await EndedAsync(name);
        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Contains("bad on right", run.GetProperty("failure").GetString(), StringComparison.Ordinal);
        Assert.Equal(["good", "-good"], Lines(marks));
    }

    [Fact]
    public async Task TheServerKilledInTheMiddleOfARun_GoesOnWhereItWas_AndStartsNothingTwice()
    {
        var marks = Marks("killed");
        var name = await ApplyAsync($$"""
            name: killed
            tracks:
              - target: left
                steps:
                  - { name: one, application: sh, path: /bin, arguments: ["-c", "{{Say("one", marks)}}; while [ ! -e {{marks}}.go ]; do sleep 0.05; done; echo up; {{Live("one", marks)}}"], ready: { log: up, timeout: 60s } }
                  - { name: two, application: sh, path: /bin, arguments: ["-c", "{{Say("two", marks)}}; {{Live("two", marks)}}"] }
              - target: right
                after: [left]
                steps: [{ name: three, application: sh, path: /bin, arguments: ["-c", "{{Say("three", marks)}}; {{Live("three", marks)}}"] }]
            """);
        Assert.Equal(0, (await _system.RunAsync("sequence", "start", name)).ExitCode);
        await Eventually.BeTrueAsync(() => Lines(marks).Count == 1, "the first has not started");

        _system.Server.Signal(RunningProgram.SigKill);
        await _system.Server.ExitAsync(TimeSpan.FromSeconds(10));
        await File.WriteAllTextAsync(marks + ".go", "");
        await _system.StartServerAsync();

        await Eventually.GetAsync(() => NewestRunAsync(name), run => run.GetProperty("state").GetString() == "ready", run => run.ToString());
        await Eventually.BeTrueAsync(() => Lines(marks).Count == 3, "not all have started");
        Assert.Equal(["one", "two", "three"], Lines(marks));
        var stopped = await _system.RunAsync("sequence", "stop", name);
        Assert.True(stopped.ExitCode == 0, $"{stopped}\n{await NewestRunAsync(name)}");
        Assert.Equal(["one", "two", "three", "-three", "-two", "-one"], Lines(marks));
    }

    [Fact]
    public async Task WhatStandsInTheWay_IsToldAtOnce_AndNothingStarts()
    {
        var name = await ApplyAsync("""
            name: blocked
            tracks:
              - { target: left, steps: [{ name: a, application: "true", path: /bin }] }
              - { target: nobody, steps: [{ name: a, application: "true", path: /bin }] }
              - { target: wall=north, steps: [{ name: a, application: "true", path: /bin }] }
            """);
        var there = await ApplyAsync("""
            name: not-there
            tracks: [{ target: left, steps: [{ name: a, application: "true", path: /bin }, { name: b, application: nosuchprogram, path: /bin }] }]
            """);

        var started = await _system.RunAsync("sequence", "start", name);
        var notThere = await _system.RunAsync("sequence", "start", there);

        Assert.Equal(1, started.ExitCode);
        Assert.Equal(1, notThere.ExitCode);
        Assert.Contains("b would not start on left", notThere.Errors, StringComparison.Ordinal);
        Assert.Contains("nosuchprogram", notThere.Errors, StringComparison.Ordinal);
        Assert.Empty(await RunsAsync(there));
        Assert.Contains("nobody", started.Errors, StringComparison.Ordinal);
        Assert.Contains("wall=north", started.Errors, StringComparison.Ordinal);
        Assert.Empty(await RunsAsync(name));
    }

    [Fact]
    public async Task RunOnOneAfterTheOther_NeverOverlaps_AndEndsAfterTooManyFailures()
    {
        var marks = Marks("rolled");
        var script = $"{Say("in", marks)}; sleep 0.2; {Say("out", marks)}; exit 7";

        var all = await _system.RunAsync("run", "left,right", "--concurrency", "1", "--", "/bin/sh", "-c", script);
        Assert.True(all.ExitCode == 7, all.ToString());
        Assert.Equal(["in", "out", "in", "out"], Lines(marks));
        Assert.EndsWith("0 of 2 went well, 2 failed\n", all.Errors, StringComparison.Ordinal);

        var one = await _system.RunAsync("run", "left,right", "--concurrency", "1", "--max-failures", "0", "--", "/bin/sh", "-c", script);
        Assert.True(one.ExitCode == 7, one.ToString());
        Assert.EndsWith("0 of 2 went well, 1 failed, 1 not begun: right\n", one.Errors, StringComparison.Ordinal);
        Assert.Equal(6, Lines(marks).Count);
    }

    [Fact]
    public async Task ASequenceUnderWay_IsNotStartedTwice_AndItsFileMayChangeMeanwhile()
    {
        var file = "name: twice\ntracks: [{ target: left, steps: [{ name: a, application: sleep, path: /bin, arguments: ['60'] }] }]\n";
        await ApplyAsync(file);
        Assert.Equal(0, (await _system.RunAsync("sequence", "start", "twice", "--wait")).ExitCode);

        var again = await _system.RunAsync("sequence", "start", "twice");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("is under way", again.Errors, StringComparison.Ordinal);

        Assert.Equal(0, (await _system.RunAsync("sequence", "delete", "twice")).ExitCode);
        Assert.Equal("ready", (await NewestRunAsync("twice")).GetProperty("state").GetString());
        Assert.Equal(0, (await _system.RunAsync("sequence", "stop", "twice")).ExitCode);
    }

    [Fact]
    public async Task ARehearsal_ShowsTheTimeline_AndStartsNothing()
    {
        var marks = Marks("rehearsed");
        var name = await ApplyAsync($$"""
            name: rehearsed
            tracks:
              - target: left
                delay: 2s
                steps: [{ name: a, application: sh, path: /bin, delay: 1500ms, arguments: ["-c", "{{Say("a", marks)}}"] }]
            """);

        var rehearsed = await _system.RunAsync("sequence", "start", name, "--rehearse");

        Assert.True(rehearsed.ExitCode == 0, rehearsed.ToString());
        Assert.Contains("+3.50s", rehearsed.Output, StringComparison.Ordinal);
        Assert.Empty(await RunsAsync(name));
        Assert.False(File.Exists(marks));
    }

    [Fact]
    public async Task AFile_ThatIsWrong_IsToldByLineAndColumn_AndWhatWasApplied_IsExported()
    {
        var path = _system.FilePath("wrong.yaml");
        await File.WriteAllTextAsync(path, "name: wrong\ntracks:\n  - target: left\n    dealy: 2s\n    steps: [{ name: a, application: a/b }]\n");
        var wrong = await _system.RunAsync("sequence", "apply", path);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains($"{path}:4:5: ", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains($"{path}:5:", wrong.Errors, StringComparison.Ordinal);

        const string text = "# mine\nname: kept\ntracks:\n  - { target: left, steps: [{ application: 'true', path: /bin }] }\n";
        await ApplyAsync(text);
        Assert.Equal(text, (await _system.RunAsync("sequence", "export", "kept")).Output);
        Assert.Equal(5, (await _system.RunAsync("sequence", "export", "nosuch")).ExitCode);
    }

    private static string Say(string what, string marks) => $"echo {what} >> {marks}";

    // Says when it is asked to end, and ends.
    private static string Live(string what, string marks) => $"trap 'echo -{what} >> {marks}; exit 0' TERM; while :; do sleep 0.05; done";

    private static IReadOnlyList<string> Lines(string marks) => File.Exists(marks) ? File.ReadAllLines(marks) : [];

    private string Marks(string name) => _system.FilePath("marks-" + name);

    private async Task<string> ApplyAsync(string yaml)
    {
        var path = _system.FilePath($"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(path, yaml);
        var applied = await _system.RunAsync("sequence", "apply", path, "--json");
        Assert.True(applied.ExitCode == 0, applied.ToString());
        return applied.Json.GetProperty("name").GetString()!;
    }

    private async Task<IReadOnlyList<JsonElement>> RunsAsync(string name) => [.. (await _system.RunAsync("runs", "--sequence", name, "--json")).Json.EnumerateArray()];

    private async Task<JsonElement> NewestRunAsync(string name)
    {
        var id = (await RunsAsync(name))[0].GetProperty("id").ToString();
        return (await _system.RunAsync("runs", "show", id, "--json")).Json;
    }

    private Task<JsonElement> EndedAsync(string name) => Eventually.GetAsync(
        () => NewestRunAsync(name), run => run.GetProperty("endedAt").ValueKind != JsonValueKind.Null, run => run.ToString());

    /// <summary>A server with two agents.</summary>
    public sealed class Stage : IAsyncLifetime
    {
        internal RemoteExecSystem System { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            System = await RemoteExecSystem.StartAsync();
            await System.StartConnectedAgentAsync("left");
            await System.StartConnectedAgentAsync("right");
        }

        public ValueTask DisposeAsync() => System.DisposeAsync();
    }
}
