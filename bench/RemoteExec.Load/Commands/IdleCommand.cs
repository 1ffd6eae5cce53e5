using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Commands;

/// <summary><c>idle</c>: what one more idle, authenticated agent costs a server in memory.</summary>
internal static class IdleCommand
{
    /// <summary>Agents that are there before the counting begins, so that code and pools are.</summary>
    private const int First = 200;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    internal static Command Create()
    {
        var agents = new Option<int>("--agents") { Description = "Simulated agents.", DefaultValueFactory = _ => 5_000 };
        var json = CommonOptions.Json();
        var command = new Command("idle", "Bytes of server memory per idle, authenticated agent.") { agents, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(agents), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int count, bool json)
    {
        var report = new Report(
            "idle",
            $"from {First} to {count:N0} connections; resident anonymous memory and (of the real server) GC heap, each after forced full collections, divided by the connections added;",
            "", "bytes resident each", "bytes of GC heap each", "connected per second");
        var (raw, wire) = await PeersAsync(count);
        report.Add("raw Kestrel connection", Cell.Of(raw.Resident), "", Cell.Of(raw.Rate));
        report.Add("wire layer: keys, channel, sender", Cell.Of(wire.Resident), "", Cell.Of(wire.Rate));
        var real = await RealAsync(count);
        report.Add("remoteexec-server: identity, machine, grain, setup stored", Cell.Of(real.Resident), Cell.Of(real.Heap), Cell.Of(real.Rate));
        report.Print(json);
    }

    private static async Task<(Growth Raw, Growth Wire)> PeersAsync(int count)
    {
        return (await MeasureAsync(0, port => Dialler.ConnectAsync(port, abortive: true)), await MeasureAsync(1, MeetAsync));

        async Task<Growth> MeasureAsync(int handler, Func<int, Task<ConnectionContext>> connect)
        {
            await using var server = ChildProcess.Self(PeerCommands.Server);
            var port = int.Parse((await server.ReadLineAsync()).Split(' ')[handler]);
            List<ConnectionContext> connections = [];
            var growth = await GrowAsync(server.Pid, count, null, async to =>
            {
                while (connections.Count < to)
                {
                    connections.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(32, to - connections.Count)).Select(_ => connect(port))));
                }
            });
            connections.ForEach(connection => connection.Abort());
            return growth;
        }
    }

    private static async Task<ConnectionContext> MeetAsync(int port)
    {
        var connection = await Dialler.ConnectAsync(port, abortive: true);
        using var identity = SigningKey.Generate();
        var outcome = await ClientHandshake.RunAsync(
            connection.Transport, new ClientHandshakeOptions { Identity = identity, TrustOnFirstUse = true, Password = "load" }, TimeProvider.System);
        return outcome.Channel is not null ? connection : throw new InvalidOperationException($"The handshake failed: {outcome.Detail}");
    }

    private static async Task<Growth> RealAsync(int count)
    {
        await using var server = await RealServer.StartAsync();
        using var client = server.Client();
        using var metrics = new ServerMetrics(server.Http);
        List<SimulatedAgent> agents = [];
        var growth = await GrowAsync(server.Pid, count, metrics, to => AgentCrowd.GrowAsync(agents, to, server));
        var connected = (await client.MachinesAsync()).Count(machine => machine.Connected);
        agents.ForEach(agent => agent.Close());
        return connected == count ? growth : throw new InvalidOperationException($"{connected} of {count} agents were connected at the end.");
    }

    private static async Task<Growth> GrowAsync(int pid, int count, ServerMetrics? metrics, Func<int, Task> growTo)
    {
        await growTo(First);
        var before = await MemoryAsync(pid, metrics);
        var clock = Stopwatch.StartNew();
        await growTo(count);
        var rate = (count - First) / clock.Elapsed.TotalSeconds;
        var after = await MemoryAsync(pid, metrics);
        return new Growth((after.Resident - before.Resident) / (count - First), (after.Heap - before.Heap) / (count - First), rate);
    }

    private static async Task<(double Resident, double Heap)> MemoryAsync(int pid, ServerMetrics? metrics)
    {
        await Task.Delay(Calm);
        await ForcedCollection.RunAsync(pid);
        return (ProcessFigures.ResidentAnonymous(pid), metrics is null ? double.NaN : await metrics.HeapAsync());
    }

    private readonly record struct Growth(double Resident, double Heap, double Rate);
}
