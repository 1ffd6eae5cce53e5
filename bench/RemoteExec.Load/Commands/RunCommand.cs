using System.CommandLine;
using System.Diagnostics;
using System.Text;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Api.Runs;
using RemoteExec.Api.Sequences;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;
using RemoteExec.Load.Wire;

namespace RemoteExec.Load.Commands;

/// <summary><c>run</c>: a run of many tracks on as many machines, from its start until the server has committed that each has started.</summary>
internal static class RunCommand
{
    // Sizes of the frames of one start, as `wire` has them.
    private const int Question = 296;
    private const int Answer = 184;

    internal static Command Create()
    {
        var machines = new Option<int>("--machines") { Description = "Simulated agents, and tracks of one step each.", DefaultValueFactory = _ => 1_000 };
        var rounds = CommonOptions.Rounds(7);
        var json = CommonOptions.Json();
        var command = new Command("run", "A run of a sequence with one track for each of many machines.") { machines, rounds, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(machines), parsed.GetValue(rounds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int machines, int rounds, bool json)
    {
        await using var server = await RealServer.StartAsync();
        using var client = server.Client();
        using var bare = await BareLoop.OpenAsync(machines, Question, Answer);
        List<SimulatedAgent> agents = [];
        await AgentCrowd.GrowAsync(agents, machines, server);
        while ((await client.MachinesAsync()).Count(machine => machine.Connected) < machines)
        {
            await Task.Delay(50);
        }

        List<double>[] times = [[], [], [], []];
        for (var i = -1; i < rounds; i++)
        {
            double[] now =
            [
                await TimeAsync(bare.OnceAsync),
                await PostAsync(client, agents, $"post-{i}"),
                await RehearseAsync(client, agents, $"rehearse-{i}"),
                await PerformAsync(client, agents, $"run-{i}"),
            ];
            for (var k = 0; i >= 0 && k < now.Length; k++)
            {
                times[k].Add(now[k]);
            }
        }

        agents.ForEach(agent => agent.Close());
        var report = new Report(
            "run",
            $"{machines} simulated agents with identity, server and load in two processes on the same cores, SQLite on the machine's disk; medians of {rounds} interleaved rounds;",
            "", "ms", "range", "of the bare loop");
        string[] names =
        [
            $"bare loop: {machines} frames out, {machines} back, one process", $"one POST to {machines} machines, until the last is committed",
            $"rehearsal of a sequence of {machines} tracks: every machine asked, the plan performed on made-up ones", $"its run: POST (every machine asked), until the last start is committed",
        ];
        for (var k = 0; k < names.Length; k++)
        {
            report.Add(
                names[k], Cell.Of(Statistics.Median(times[k]), "F0"), Statistics.Range(times[k], "F0"), Cell.Of(Statistics.Median(times[k]) / Statistics.Median(times[0]), "F1"));
        }

        report.Print(json);
    }

    private static Task<double> PostAsync(RemoteExecClient client, List<SimulatedAgent> agents, string process) => StartedAsync(agents, process, () => client.StartAsync(new ExecuteRequest
    {
        Targets = ["*"],
        Execute = [new ExecutableRequest { Application = "true", Path = "/usr/bin", Name = process }],
    }));

    private static async Task<double> RehearseAsync(RemoteExecClient client, List<SimulatedAgent> agents, string name)
    {
        await ApplyAsync(client, agents, name);
        return await TimeAsync(() => client.StartSequenceAsync(name, new RunRequest { Rehearse = true }));
    }

    private static async Task<double> PerformAsync(RemoteExecClient client, List<SimulatedAgent> agents, string name)
    {
        await ApplyAsync(client, agents, name);
        RunResource? run = null;
        var time = await StartedAsync(agents, name, async () => run = await client.StartSequenceAsync(name, new RunRequest()));
        while ((await client.RunAsync(run!.Id!.Value)).State != "done")
        {
            // The next round begins when nothing of this one is under way.
            await Task.Delay(100);
        }

        return time;
    }

    private static Task<SequenceResource> ApplyAsync(RemoteExecClient client, List<SimulatedAgent> agents, string name) => client.ApplySequenceAsync(Encoding.UTF8.GetBytes(
        $"name: {name}\ntracks:\n" + string.Concat(agents.Select(agent => $"  - {{ target: {agent.Name}, steps: [{{ name: {name}, application: \"true\", path: /usr/bin }}] }}\n"))));

    private static Task<double> StartedAsync(List<SimulatedAgent> agents, string process, Func<Task> start)
    {
        var all = Task.WhenAll(agents.Select(agent => agent.AcknowledgedAsync(process)));
        return TimeAsync(async () =>
        {
            await start();
            await all;
        });
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
