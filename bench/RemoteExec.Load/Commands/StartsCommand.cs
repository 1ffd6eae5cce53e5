using System.CommandLine;
using System.Diagnostics;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;

namespace RemoteExec.Load.Commands;

/// <summary><c>starts</c>: the whole way through the real server, from a POST until the server has committed that the program was started.</summary>
internal static class StartsCommand
{
    internal static Command Create()
    {
        var machines = new Option<int>("--machines") { Description = "Simulated agents.", DefaultValueFactory = _ => 64 };
        var rounds = CommonOptions.Rounds(5);
        var seconds = CommonOptions.Seconds(2);
        var json = CommonOptions.Json();
        var command = new Command("starts", "Starts through the real server: HTTP → grain → storage → agent → storage → acknowledgement.") { machines, rounds, seconds, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(machines), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int machines, int rounds, double seconds, bool json)
    {
        await using var server = await RealServer.StartAsync();
        using var client = server.Client();
        List<SimulatedAgent> agents = [];
        await AgentCrowd.GrowAsync(agents, machines, server);
        var load = new Starter(client, agents);
        await load.UntilAllAreConnectedAsync();
        List<double>[] rates = [[], [], [], []];
        List<double>[] latencies = [[], [], [], []];
        List<double>[] cpus = [[], [], [], []];
        for (var i = -1; i < rounds; i++)
        {
            Measured[] now =
            [
                await MeasureAsync(server.Pid, 1, seconds, async _ => { await client.ServerAsync(); return 1; }),
                await MeasureAsync(server.Pid, 1, seconds, _ => load.StartOneAsync(0)),
                await MeasureAsync(server.Pid, machines, seconds, load.StartOneAsync),
                await MeasureAsync(server.Pid, 1, seconds, _ => load.StartEverywhereAsync()),
            ];
            for (var k = 0; i >= 0 && k < now.Length; k++)
            {
                rates[k].Add(now[k].Rate);
                latencies[k].Add(now[k].Latency);
                cpus[k].Add(now[k].Cpu);
            }
        }

        agents.ForEach(agent => agent.Close());
        var report = new Report(
            "starts",
            $"{machines} simulated agents with identity, server and load in two processes on the same cores, SQLite on the machine's disk; from POST until the server's acknowledgement, "
            + $"which follows its commit, is back at the agent; medians of {rounds} interleaved rounds;",
            "", "starts/s", "range", "ms each (median)", "server CPU, ms");
        string[] names =
        [
            "baseline: one GET of /api/v1/server at a time (requests/s)", "one start at a time", $"{machines} at once, one machine each", $"one POST to {machines} machines at a time",
        ];
        for (var k = 0; k < names.Length; k++)
        {
            report.Add(names[k], Cell.Of(Statistics.Median(rates[k])), Statistics.Range(rates[k], "N0"), Cell.Of(Statistics.Median(latencies[k]), "F2"), Cell.Of(Statistics.Median(cpus[k]), "F2"));
        }

        report.Print(json);
    }

    private static async Task<Measured> MeasureAsync(int server, int parallel, double seconds, Func<int, Task<int>> work)
    {
        var before = ProcessFigures.Cpu(server);
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, parallel).Select(worker => Task.Run(async () =>
        {
            var done = 0;
            List<double> times = [];
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                var began = Stopwatch.GetTimestamp();
                done += await work(worker);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return (Done: done, Times: times);
        })));
        var count = (double)all.Sum(one => one.Done);
        return new Measured(
            count / clock.Elapsed.TotalSeconds,
            Statistics.Median(all.SelectMany(one => one.Times)),
            (ProcessFigures.Cpu(server) - before).TotalMilliseconds / count);
    }

    private readonly record struct Measured(double Rate, double Latency, double Cpu);

    private sealed class Starter(RemoteExecClient client, List<SimulatedAgent> agents)
    {
        private long _count;

        internal async Task UntilAllAreConnectedAsync()
        {
            while ((await client.MachinesAsync()).Count(machine => machine.Connected) < agents.Count)
            {
                await Task.Delay(50);
            }
        }

        internal async Task<int> StartOneAsync(int machine)
        {
            var process = NextName();
            var acknowledged = agents[machine].AcknowledgedAsync(process);
            await client.StartAsync(Request(agents[machine].Name, process));
            await acknowledged;
            return 1;
        }

        internal async Task<int> StartEverywhereAsync()
        {
            var process = NextName();
            var acknowledged = Task.WhenAll(agents.Select(agent => agent.AcknowledgedAsync(process)));
            await client.StartAsync(Request("*", process));
            await acknowledged;
            return agents.Count;
        }

        private string NextName() => $"start-{Interlocked.Increment(ref _count)}";

        private static ExecuteRequest Request(string target, string process) => new()
        {
            Targets = [target],
            Execute = [new ExecutableRequest { Application = "true", Path = "/usr/bin", Name = process }],
        };
    }
}
