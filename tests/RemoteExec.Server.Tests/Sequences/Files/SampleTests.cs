using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>What we show to people is what the reader takes.</summary>
public class SampleTests
{
    [Fact]
    public void EveningShow_IsReadAsItIsMeant() => Texts.AreSame(
        new Sequence(
            "evening-show",
            [
                new Track(
                    "projector-left",
                    "projector-left",
                    [
                        new Step("warp", new Executable("warp", "/opt/show", ["--profile", "left"])),
                        new Step("player", new Executable("mpv", "/usr/bin", [], 500, "player")
                        {
                            Policies = new ProcessPolicies(
                                new RestartPolicy(RestartOn.Unexpected, 3, 60_000, 1_000),
                                Ready: new ReadyPolicy(2_000, null, null, null, null, 30_000),
                                Stop: new StopPolicy(5_000)),
                        }),
                    ]) { DelayMilliseconds = 2_000 },
                new Track(
                    "wall=east",
                    "wall=east",
                    [
                        new Step("tiles", new Executable("tiles", "/opt/show", ["--content", "/opt/show/evening"])
                        {
                            Environment = new Dictionary<string, string> { ["DISPLAY"] = ":0" },
                            Policies = new ProcessPolicies(
                                new RestartPolicy(RestartOn.Always, 3, 60_000, 1_000),
                                Ready: new ReadyPolicy(null, 9_000, null, null, null, 60_000),
                                Limits: new ResourceLimits(2L << 30, 1.5, null)),
                        }),
                        new Step("clock", new Executable("overlay-clock", "/opt/show", [], Name: "clock")) { Required = false, Notify = false },
                    ]) { After = ["projector-left"], Concurrency = 4, StaggerMilliseconds = 250 },
            ])
        {
            Description = "Projectors, then the player",
            OnFailure = OnFailure.Unwind,
            Notify = ["crew@example.org"],
        },
        Texts.Right(File.ReadAllText(Sample("evening-show.yaml"))));

    [Fact]
    public void Hello_RunsOnTheMachineOfTheFirstFiveMinutes()
    {
        var hello = Texts.Right(File.ReadAllText(Sample("hello.yaml")));

        Assert.Equal("demo", Assert.Single(hello.Tracks).Target);
        Assert.Equal(["echo", "uname"], hello.Tracks[0].Steps.Select(step => step.Executable.Application));
        Assert.All(hello.Tracks[0].Steps, step => Assert.Equal(0, step.Executable.Policies!.Ready!.Exit));
    }

    private static string Sample(string name) => Path.Combine(Checkout.Root, "samples", name);
}
