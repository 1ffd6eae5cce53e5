using System.CommandLine;
using System.Diagnostics;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;
using RemoteExec.Load.Wire;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Load.Commands;

/// <summary><c>wire</c>: execute → executed on the wire layer against a raw framed echo.</summary>
internal static class WireCommand
{
    internal static Command Create()
    {
        var connections = new Option<int>("--connections") { Description = "Connections.", DefaultValueFactory = _ => 64 };
        var inFlight = new Option<int>("--in-flight") { Description = "Requests out at once on each.", DefaultValueFactory = _ => 16 };
        var rounds = CommonOptions.Rounds(9);
        var seconds = CommonOptions.Seconds(1.5);
        var json = CommonOptions.Json();
        var command = new Command("wire", "execute → executed round trips on the wire layer against a raw framed echo of the same sizes.")
        {
            connections, inFlight, rounds, seconds, json,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(connections), parsed.GetValue(inFlight), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int connections, int inFlight, int rounds, double seconds, bool json)
    {
        using var identity = SigningKey.Generate();
        var raw = new Contender(inFlight);
        var wire = new Contender(inFlight);
        var (host, ports) = await LoadHost.StartAsync(new RawServer(raw), new WireServer(wire, identity));
        await using var agents = ChildProcess.Self(PeerCommands.Agents, $"{ports[0]}", $"{ports[1]}", $"{connections}");
        await using (host)
        {
            while (raw.Connections < connections || wire.Connections < connections)
            {
                await Task.Delay(20);
            }

            // Twice unmeasured, so that both have been compiled to the last tier.
            List<Round> raws = [];
            List<Round> wires = [];
            for (var i = -2; i < rounds; i++)
            {
                var ofRaw = await MeasureAsync(raw, agents.Pid, seconds);
                var ofWire = await MeasureAsync(wire, agents.Pid, seconds);
                if (i >= 0)
                {
                    raws.Add(ofRaw);
                    wires.Add(ofWire);
                }
            }

            Print(connections, inFlight, raws, wires, json);
        }
    }

    private static async Task<Round> MeasureAsync(Contender contender, int agents, double seconds)
    {
        contender.Start();
        await Task.Delay(TimeSpan.FromSeconds(0.3));
        var before = Snapshot.Take(contender, agents);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var after = Snapshot.Take(contender, agents);
        await contender.StopAsync();
        var trips = (double)(after.Trips - before.Trips);
        return new Round(
            trips / (after.At - before.At).TotalSeconds,
            (after.Server - before.Server).TotalMicroseconds / trips,
            (after.Agents - before.Agents).TotalMicroseconds / trips,
            (after.Allocated - before.Allocated) / trips,
            (after.Segments - before.Segments) / trips);
    }

    private static void Print(int connections, int inFlight, List<Round> raws, List<Round> wires, bool json)
    {
        var execute = SampleMessages.Execute(SampleMessages.FirstId);
        var executed = SampleMessages.Executed(new WireId(SampleMessages.FirstId), SampleMessages.FirstId);
        var report = new Report(
            "wire",
            $"{connections} connections × {inFlight} in flight over loopback, server and agents in two processes on the same cores; execute {SampleMessages.JsonSize(execute)} B of JSON, "
            + $"executed {SampleMessages.JsonSize(executed)} B, frames {SampleMessages.FrameSize(execute)} and {SampleMessages.FrameSize(executed)} B; medians of {raws.Count} interleaved rounds;",
            "", "round trips/s", "range", "of raw", "of raw, by CPU time", "server CPU, µs", "agents' CPU, µs", "server bytes allocated", "TCP segments");
        var ratios = raws.Zip(wires, (r, w) => w.Rate / r.Rate).ToList();
        var ratiosOfCpu = raws.Zip(wires, (r, w) => (r.ServerCpu + r.AgentsCpu) / (w.ServerCpu + w.AgentsCpu));
        report.Add(Row("raw framed echo", raws, 1, 1));
        report.Add(Row("wire layer: execute → executed", wires, Statistics.Median(ratios), Statistics.Median(ratiosOfCpu)));
        report.Print(json);
    }

    private static Cell[] Row(string name, List<Round> rounds, double ratio, double ratioOfCpu) =>
    [
        name,
        Cell.Of(Statistics.Median(rounds.Select(r => r.Rate))),
        Statistics.Range([.. rounds.Select(r => r.Rate)], "N0"),
        Cell.Of(ratio, "F2"),
        Cell.Of(ratioOfCpu, "F2"),
        Cell.Of(Statistics.Median(rounds.Select(r => r.ServerCpu)), "F1"),
        Cell.Of(Statistics.Median(rounds.Select(r => r.AgentsCpu)), "F1"),
        Cell.Of(Statistics.Median(rounds.Select(r => r.Allocated))),
        Cell.Of(Statistics.Median(rounds.Select(r => r.Segments)), "F2"),
    ];

    private readonly record struct Round(double Rate, double ServerCpu, double AgentsCpu, double Allocated, double Segments);

    private readonly record struct Snapshot(TimeSpan At, long Trips, TimeSpan Server, TimeSpan Agents, long Allocated, long Segments)
    {
        internal static Snapshot Take(Contender contender, int agents) => new(
            Stopwatch.GetElapsedTime(0),
            contender.Completed,
            ProcessFigures.Cpu(Environment.ProcessId),
            ProcessFigures.Cpu(agents),
            GC.GetTotalAllocatedBytes(),
            ProcessFigures.SegmentsSent());
    }
}
