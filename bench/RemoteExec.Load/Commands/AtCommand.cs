using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;

namespace RemoteExec.Load.Commands;

/// <summary><c>at</c>: how far apart real programs start on many agents, with an instant and without. bench/at.sh makes the program.</summary>
internal static class AtCommand
{
    private const int ShortestWay = 5;
    private const int LongestWay = 50;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static Command Create()
    {
        var agents = new Option<int>("--agents") { Description = "Real agents, each with its keeper.", DefaultValueFactory = _ => 20 };
        var program = new Option<string>("--program") { Description = "Appends the nanoseconds since 1970 at which it started to the file of its argument.", Required = true };
        var together = new Option<int>("--together")
        {
            Description = "So many of them start in a round: on one machine they share its cores, which agents on machines of their own do not.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var floor = new Option<string>("--floor") { Description = "The baseline: starts that program so often at an instant, with posix_spawn in C (bench/at-floor.c).", Required = true };
        var rounds = CommonOptions.Rounds(50);
        var json = CommonOptions.Json();
        var command = new Command("at", "How far apart one program starts on many agents with wrong clocks behind slow roads.") { agents, together, program, floor, rounds, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(agents), parsed.GetValue(together), parsed.GetRequiredValue(program), parsed.GetRequiredValue(floor), parsed.GetValue(rounds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int count, int together, string program, string floor, int rounds, bool json)
    {
        await using var server = await RealServer.StartAsync();
        using var client = server.Client();
        var lab = Directory.CreateTempSubdirectory("remoteexec-at-");
        var password = Path.Combine(lab.FullName, "password");
        await File.WriteAllTextAsync(password, server.Password);
        List<SlowRoad> roads = [];
        List<ChildProcess> agents = [];
        try
        {
            for (var i = 0; i < count; i++)
            {
                var way = ShortestWay + ((LongestWay - ShortestWay) * i / Math.Max(1, count - 1));
                roads.Add(new SlowRoad(server.AgentPort, TimeSpan.FromMilliseconds(way)));
                var wrong = (i % 3) switch { 0 => 3_600, 1 => -3_600, _ => 0 };
                agents.Add(ChildProcess.Self(
                    LabAgentCommand.Name, $"lab-{i}", $"{roads[i].Port}", password, Path.Combine(lab.FullName, $"agent-{i}"), Path.GetDirectoryName(program)!, $"{wrong}"));
                agents[i].IgnoreOutput();
            }

            await UntilAsync(async () => (await client.MachinesAsync()).Count(machine => machine.Connected) == count, "not every agent has connected");

            // The burst of pings is over by then.
            await Task.Delay(TimeSpan.FromSeconds(3));
            // Every agent once, and again: the agents of this measurement are compiled as they run, those that people install are not.
            var warm = new Round(client, program, lab.FullName, count, count, "warm");
            for (var i = 0; i < 3; i++)
            {
                _ = await warm.StartAsync(i == 0 ? null : (await client.ServerAsync()).Now + Ahead);
            }

            var bench = new Round(client, program, lab.FullName, count, together, "round");
            List<double> withAt = [], spreadAt = [], off = [], without = [], spreadWithout = [], told = [], spreadC = [], offC = [];
            for (var i = -5; i < rounds; i++)
            {
                var alone = (await client.ServerAsync()).Now + Ahead;
                var c = await FloorAsync(floor, together, alone, program, Path.Combine(lab.FullName, $"floor-{i}"));
                var instant = (await client.ServerAsync()).Now + Ahead;
                var at = await bench.StartAsync(instant);
                var now = await bench.StartAsync(null);
                if (i >= 0)
                {
                    spreadC.Add(c.Max() - c.Min());
                    offC.AddRange(c.Select(start => Math.Abs(start - Milliseconds(alone))));
                    withAt.AddRange(Skews(at.Starts));
                    spreadAt.Add(at.Starts.Max() - at.Starts.Min());
                    off.AddRange(at.Starts.Select(start => Math.Abs(start - Milliseconds(instant))));
                    told.AddRange(at.Told);
                    without.AddRange(Skews(now.Starts));
                    spreadWithout.Add(now.Starts.Max() - now.Starts.Min());
                }
            }

            var report = new Report(
                "at",
                $"{count} real agents with their keepers on one machine, {together} of them in each round, one third of the clocks an hour ahead, one third an hour behind, {ShortestWay}–{LongestWay} ms each way to the server; "
                + $"what the programs themselves read of the one real clock; {rounds} interleaved rounds;",
                "", "p50, ms", "p99, ms", "max, ms");
            Add(report, "posix_spawn in C at an instant: first to last of a round", spreadC);
            Add(report, "posix_spawn in C at an instant: off it", offC);
            Add(report, "with `at`: behind the first one of its round", withAt);
            Add(report, "with `at`: first to last of a round", spreadAt);
            Add(report, "with `at`: off the instant asked for", off);
            Add(report, "with `at`: `startedAt` off the true start", told);
            Add(report, "without: behind the first one of its round", without);
            Add(report, "without: first to last of a round", spreadWithout);
            report.Print(json);
        }
        finally
        {
            foreach (var agent in agents)
            {
                await agent.StopAsync(Patience);
            }

            roads.ForEach(road => road.Dispose());
            lab.Delete(recursive: true);
        }
    }

    private static void Add(Report report, string name, List<double> values) => report.Add(
        name, Cell.Of(Statistics.Median(values), "F2"), Cell.Of(Statistics.Quantile(values, 0.99), "F2"), Cell.Of(values.Max(), "F2"));

    private static IEnumerable<double> Skews(List<double> starts) => starts.Select(start => start - starts.Min());

    private static double Milliseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>What this machine can do at all: as many waiting C programs, one instant, posix_spawn.</summary>
    private static async Task<List<double>> FloorAsync(string floor, int together, DateTimeOffset at, string program, string file)
    {
        using var process = Process.Start(floor, [$"{together}", $"{(at - DateTimeOffset.UnixEpoch).Ticks * 100}", program, file]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await StartsOfAsync(file) : throw new InvalidOperationException($"{floor} ended with {process.ExitCode}.");
    }

    private static async Task<List<double>> StartsOfAsync(string file) =>
        (await File.ReadAllLinesAsync(file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture) / 1e6).Order().ToList();

    private static async Task UntilAsync(Func<Task<bool>> isSo, string otherwise)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await isSo())
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new InvalidOperationException($"Within {Patience.TotalSeconds} s {otherwise}.");
            }

            // Who asks more often takes the time of what is measured.
            await Task.Delay(250);
        }
    }

    private sealed class Round(RemoteExecClient client, string program, string folder, int count, int together, string name)
    {
        private int _rounds;

        /// <summary>Starts the program everywhere, and reads when it began, ms since 1970; and how far the server's word for it is off.</summary>
        internal async Task<(List<double> Starts, List<double> Told)> StartAsync(DateTimeOffset? at)
        {
            // Neighbours have other clocks, and those far apart other ways: each round takes others.
            var first = _rounds++ / 2;
            var step = together == count ? 1 : (first % 7) + 1;
            var machines = Enumerable.Range(0, together).Select(i => $"lab-{(first + (i * step)) % count}").Distinct().ToList();
            var file = Path.Combine(folder, $"{name}-{_rounds}");
            var started = await client.StartAsync(new ExecuteRequest
            {
                Targets = machines,
                Execute =
                [
                    new ExecutableRequest
                    {
                        Application = Path.GetFileName(program),
                        Path = Path.GetDirectoryName(program),
                        Arguments = [file],
                        At = at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                    },
                ],
            });
            await Task.Delay(at is { } instant ? instant - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(200) : TimeSpan.FromMilliseconds(500));
            var ids = started.Select(process => process.Id).ToHashSet();
            IReadOnlyList<ProcessResource> ended = [];
            await UntilAsync(
                async () =>
                {
                    ended = [.. (await Task.WhenAll(ids.Select(id => client.ProcessAsync(id)))).Where(process => process.State is ProcessStateWords.Exited or ProcessStateWords.Failed)];
                    return ended.Count == ids.Count;
                },
                "not every program has run");
            if (ended.FirstOrDefault(process => process.ExitCode != 0) is { } failed)
            {
                throw new InvalidOperationException($"{failed.Machine}: {failed.State} {failed.ExitCode} {failed.Message}");
            }

            // In the order of their starts, both: who is who does not matter for how far they are apart.
            var starts = await StartsOfAsync(file);
            var told = ended.Select(process => Milliseconds(process.StartedAt!.Value)).Order().Zip(starts, (word, start) => Math.Abs(word - start)).ToList();
            return starts.Count == ids.Count ? (starts, told) : throw new InvalidOperationException($"{starts.Count} of {ids.Count} programs said when they started.");
        }
    }
}
