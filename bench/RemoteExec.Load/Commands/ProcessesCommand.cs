using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;

namespace RemoteExec.Load.Commands;

/// <summary><c>processes</c>: what a real agent with its keeper costs: starts per second, output, memory.</summary>
internal static class ProcessesCommand
{
    internal static Command Create()
    {
        var rounds = CommonOptions.Rounds(5);
        var seconds = CommonOptions.Seconds(2);
        var json = CommonOptions.Json();
        var megabytes = new Option<int>("--megabytes") { Description = "Output of one round.", DefaultValueFactory = _ => 100 };
        var most = new Option<int>("--supervised") { Description = "The largest number of processes whose memory is looked at.", DefaultValueFactory = _ => 1000 };
        var agent = new Option<string>("--agent") { Description = "The agent's program; default: the native one of artifacts/bench, else the build." };
        var spawn = new Option<string>("--spawn") { Description = "bench/spawn.c, compiled.", Required = true };
        var command = new Command("processes", "A real agent: starts per second against posix_spawn in C and Process.Start, output against a pipe, memory.") { rounds, seconds, megabytes, most, agent, spawn, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(agent) ?? DefaultAgent(), parsed.GetRequiredValue(spawn), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(megabytes), parsed.GetValue(most), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(string program, string spawn, int rounds, double seconds, int megabytes, int most, bool json)
    {
        await using (var agent = await RealAgent.StartAsync(program))
        {
            await StartsAsync(agent, spawn, rounds, seconds, json);
            await OutputAsync(agent, rounds, megabytes, json);
        }

        await MemoryAsync(program, most, json);
    }

    private static async Task StartsAsync(RealAgent agent, string spawn, int rounds, double seconds, bool json)
    {
        var report = new Report(
            "processes-starts",
            $"/bin/true from the request to the last word, journal (fsync) and output capture on; bench/spawn.c and Process.Start (streams redirected) in the same rounds; medians of {rounds} interleaved rounds;",
            "", "starts/s", "range", "of the first row");
        foreach (var parallel in new[] { 1, 4 })
        {
            List<double>[] rates = [[], [], []];
            for (var i = -1; i < rounds; i++)
            {
                double[] now =
                [
                    await SpawnAsync(spawn, parallel, seconds),
                    await RateAsync(parallel, seconds, () => agent.RunAsync("true")),
                    await RateAsync(parallel, seconds, ProcessStartAsync),
                ];
                for (var k = 0; i >= 0 && k < now.Length; k++)
                {
                    rates[k].Add(now[k]);
                }
            }

            var first = Statistics.Median(rates[0]);
            string[] names = [$"posix_spawn in C, {parallel} at a time", $"through the agent, {parallel} at a time", $"Process.Start, {parallel} at a time"];
            for (var k = 0; k < names.Length; k++)
            {
                report.Add(names[k], Cell.Of(Statistics.Median(rates[k])), Statistics.Range(rates[k], "N0"), Cell.Of(Statistics.Median(rates[k]) / first, "F2"));
            }
        }

        report.Print(json);
    }

    private static async Task OutputAsync(RealAgent agent, int rounds, int megabytes, bool json)
    {
        List<double>[] rates = [[], []];
        string[] script = ["-c", $"yes 0123456789abcdef0123456789abcdef0123456789abcdef | head -c {megabytes}M"];
        for (var i = -1; i < rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            using (var cat = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{script[1]} | cat"]) { RedirectStandardOutput = true })!)
            {
                await cat.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                await cat.WaitForExitAsync();
            }

            var pipe = megabytes / clock.Elapsed.TotalSeconds;
            var before = agent.OutputBytes;
            clock.Restart();
            await agent.RunAsync("sh", script);
            var through = megabytes / clock.Elapsed.TotalSeconds;
            if (agent.OutputBytes - before != megabytes * 1024L * 1024)
            {
                throw new InvalidOperationException("Some output was lost.");
            }

            if (i >= 0)
            {
                rates[0].Add(pipe);
                rates[1].Add(through);
            }
        }

        var report = new Report(
            "processes-output",
            $"{megabytes} MiB of text from one program to its last byte: through cat and a pipe, and through pipe, keeper, file, agent, encryption, loopback, acknowledgements; medians of {rounds} interleaved rounds;",
            "", "MiB/s", "range", "of the first row");
        report.Add("cat through a pipe", Cell.Of(Statistics.Median(rates[0])), Statistics.Range(rates[0], "N0"), Cell.Of(1, "F2"));
        report.Add("program → server", Cell.Of(Statistics.Median(rates[1])), Statistics.Range(rates[1], "N0"), Cell.Of(Statistics.Median(rates[1]) / Statistics.Median(rates[0]), "F3"));
        Console.WriteLine();
        report.Print(json);
    }

    private static async Task MemoryAsync(string program, int most, bool json)
    {
        var report = new Report("processes-memory", "Resident anonymous memory while so many `sleep` are supervised, nothing forced;", "supervised", "agent, MB", "keeper, MB");
        await using var agent = await RealAgent.StartAsync(program);
        var running = 0;
        foreach (var wanted in new[] { 0, 100, 1000 }.Where(count => count <= most))
        {
            for (; running < wanted; running++)
            {
                _ = agent.RunAsync("sleep", "1000");
            }

            while (Process.GetProcessesByName("sleep").Length < wanted)
            {
                await Task.Delay(50);
            }

            await Task.Delay(2000);
            report.Add(Cell.Of(wanted), Cell.Of(ProcessFigures.ResidentAnonymous(agent.Pid) / 1e6, "F1"), Cell.Of(ProcessFigures.ResidentAnonymous(agent.KeeperPid) / 1e6, "F1"));
        }

        Console.WriteLine();
        report.Print(json);
    }

    private static async Task<double> RateAsync(int parallel, double seconds, Func<Task> start)
    {
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed.TotalSeconds < seconds; count++)
            {
                await start();
            }

            return count;
        })));
        return done.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task ProcessStartAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/true") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
    }

    private static async Task<double> SpawnAsync(string spawn, int parallel, double seconds)
    {
        using var process = Process.Start(new ProcessStartInfo(spawn, [$"{parallel}", seconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadToEndAsync();
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    private static string DefaultAgent()
    {
        var native = Path.Combine(Checkout.Root, "artifacts", "bench", "agent", "remoteexec-agent");
        return File.Exists(native) ? native : Checkout.Assembly("RemoteExec.Agent", "remoteexec-agent");
    }
}
