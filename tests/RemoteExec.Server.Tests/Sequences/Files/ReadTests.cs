using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>What may stand in a file, and what it means.</summary>
public class ReadTests
{
    [Fact]
    public void WhatIsLeftOut_HasItsDefault()
    {
        var sequence = Texts.Right(Texts.Head);

        Assert.Equal(("show", "", OnFailure.Continue, OfflineRule.Refuse, 600_000), (sequence.Name, sequence.Description, sequence.OnFailure, sequence.Offline, sequence.QueueMilliseconds));
        var track = Assert.Single(sequence.Tracks);
        Assert.Equal(("left", "left", 0, 0, 0), (track.Name, track.Target, track.DelayMilliseconds, track.Concurrency, track.StaggerMilliseconds));
        var step = Assert.Single(track.Steps);
        Assert.Equal(("warp", true, true), (step.Name, step.Required, step.Notify));
        Assert.Equal(("warp", "", 0, null), (step.Executable.Application, step.Executable.Path, step.Executable.DelayMilliseconds, step.Executable.Policies));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("\"2s\"", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("3m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void Delay_IsATimeWithItsUnit(string written, int milliseconds) =>
        Assert.Equal(milliseconds, Texts.Right(Texts.Step($"delay: {written}")).Tracks[0].Steps[0].Executable.DelayMilliseconds);

    [Theory]
    [InlineData("9000")]
    [InlineData("yes")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("2026-11-25")]
    [InlineData("true")]
    [InlineData("--profile=left")]
    [InlineData("http://control:80/")]
    public void Argument_WithoutQuotes_IsTheTextThatWasWritten(string written) =>
        Assert.Equal([written], Texts.Right(Texts.Step($"arguments: [{written}]")).Tracks[0].Steps[0].Executable.Arguments);

    [Theory]
    [InlineData("1048576", 1_048_576)]
    [InlineData("512M", 536_870_912)]
    [InlineData("256MB", 268_435_456)]
    [InlineData("\"1GiB\"", 1_073_741_824)]
    public void Memory_IsInPowersOf1024(string written, long bytes) =>
        Assert.Equal(bytes, Texts.Right(Texts.Step($"limits: {{ memory: {written} }}")).Tracks[0].Steps[0].Executable.Policies!.Limits!.MemoryBytes);

    [Fact]
    public void Numbers_AreReadByValue()
    {
        var policies = Texts.Right(Texts.Step("expected: [0, 1e1, 4.0]\nready: { port: 9e3 }\nlimits: { cpu: 5e-1 }")).Tracks[0].Steps[0].Executable.Policies!;

        Assert.Equal([0, 10, 4], policies.Expected!);
        Assert.Equal((9_000, 0.5), (policies.Ready!.Port, policies.Limits!.CpuCores));
    }

    [Theory]
    [InlineData("env: { A: b, B: \"\" }\ncwd: /opt/show")]
    [InlineData("environment:\n  A: b\n  B: ''\nworkingDirectory: /opt/show")]
    public void EnvironmentAndWorkingDirectory_HaveTwoNamesEach(string written)
    {
        var executable = Texts.Right(Texts.Step(written)).Tracks[0].Steps[0].Executable;

        Assert.Equal(new Dictionary<string, string> { ["A"] = "b", ["B"] = "" }, executable.Environment);
        Assert.Equal("/opt/show", executable.WorkingDirectory);
    }

    [Fact]
    public void Nothing_IsAsLeftOut() =>
        Texts.AreSame(Texts.Right(Texts.Head), Texts.Right(Texts.Step("path:\narguments: null\ndelay: ~\nready: null\nrequired:\nuser: NULL")));

    [Fact]
    public void Queue_SaysHowLongStepsWait()
    {
        var sequence = Texts.Right(Texts.Head + "offline: queue\nqueue: 2h\nonFailure: stop\n");

        Assert.Equal((OfflineRule.Queue, 7_200_000, OnFailure.Stop), (sequence.Offline, sequence.QueueMilliseconds, sequence.OnFailure));
    }

    [Fact]
    public void AfterNamesTracks_InAnyCaseAndOrder()
    {
        var sequence = Texts.Right("name: a\ntracks:\n- {name: One, target: '*', after: [two], steps: [{application: x}]}\n- {name: two, target: '@wall', steps: [{application: x}]}\n");

        Assert.Equal(["two"], sequence.Tracks[0].After);
        Assert.Equal("@wall", sequence.Tracks[1].Target);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("# a remark\n\n")]
    [InlineData("---\n")]
    [InlineData("%YAML 1.2\n---\n")]
    public void WhatEditorsPutFirst_ChangesNothing(string first) => Texts.AreSame(Texts.Right(Texts.Head), Texts.Right(first + Texts.Head));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void LinesOfOtherSystems_AreLines(string end)
    {
        Texts.AreSame(Texts.Right(Texts.Head), Texts.Right(Texts.Head.Replace("\n", end, StringComparison.Ordinal)));
        Texts.IsOneProblem(Texts.Step("delay: 5").Replace("\n", end, StringComparison.Ordinal), 6, 16, "tracks[0].steps[0].delay", "needs a unit");
    }
}
