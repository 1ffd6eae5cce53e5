using System.CommandLine;
using System.Net.Http.Headers;
using RemoteExec.Api.Common;
using RemoteExec.Load.Fleet;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;

namespace RemoteExec.Load.Commands;

/// <summary><c>fleet</c>: lists, events and memory of a server that knows many machines.</summary>
internal static class FleetCommand
{
    /// <summary>Machines of the small server that the large one is compared with.</summary>
    private const int Few = 100;

    /// <summary>Machines of one burst of changes.</summary>
    private const int MostInBurst = 1_000;

    /// <summary>Agents of one wave of those that come, are named, and go.</summary>
    private const int Wave = 1_000;

    /// <summary>Agents that are there before the memory of the others is counted.</summary>
    private const int FirstThere = 100;

    /// <summary>Single changes of a round.</summary>
    private const int Changes = 20;

    private static readonly Dictionary<string, string> Hall = new() { ["hall"] = "left" };
    private static readonly Dictionary<string, string> Bursting = new() { ["burst"] = "yes" };
    private static readonly Dictionary<string, string> Both = new() { ["hall"] = "left", ["burst"] = "yes" };
    private static readonly Dictionary<string, string> None = [];
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    internal static Command Create()
    {
        var machines = new Option<int>("--machines") { Description = "Machines that the server knows.", DefaultValueFactory = _ => 20_000 };
        var connected = new Option<int>("--connected") { Description = "Those of them that are there; the others are away. Each needs a descriptor at both ends.", DefaultValueFactory = _ => 15_000 };
        var subscribers = new Option<int>("--subscribers") { Description = "Streams of events.", DefaultValueFactory = _ => 20 };
        var rounds = CommonOptions.Rounds(5);
        var seconds = CommonOptions.Seconds(1);
        var json = CommonOptions.Json();
        var command = new Command("fleet", "Lists, events and memory of a server that knows 20,000 machines.") { machines, connected, subscribers, rounds, seconds, json };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(machines), parsed.GetValue(connected), parsed.GetValue(subscribers), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int machines, int connected, int subscribers, int rounds, double seconds, bool json)
    {
        if (connected < 2 * Few || connected > machines)
        {
            await Console.Error.WriteLineAsync($"--connected must be from {2 * Few} to --machines.");
            return 2;
        }

        await using var small = await RealServer.StartAsync();
        await using var large = await RealServer.StartAsync();
        await using var bare = ChildProcess.Self(PeerCommands.Http);
        using var bareHttp = Client(new Uri(await bare.ReadLineAsync()), null);
        using var smallHttp = Client(small.Http, small.AdminToken);
        List<SimulatedAgent> few = [];
        await AgentCrowd.GrowAsync(few, Few, small, _ => Hall);

        var fleet = new Crowd(large, machines, connected);
        await fleet.PassThroughAsync();
        await large.RestartAsync();
        using var largeHttp = Client(large.Http, large.AdminToken);
        using var client = large.Client();
        var (first, memory) = await fleet.FillAsync(largeHttp);
        var lists = await FleetLists.MeasureAsync(largeHttp, smallHttp, bareHttp, machines, Few, "hall=left", first, rounds, seconds);
        using var ours = await Subscribers.OpenAsync(largeHttp, ApiRoutes.Events, subscribers);
        using var theirs = await Subscribers.OpenAsync(bareHttp, BareHttp.Events, subscribers);
        var events = await new FleetEvents(large, client, ours, theirs, bareHttp, fleet.Burst, "burst=yes").MeasureAsync(machines, subscribers, Changes, rounds);

        var there = (await client.MachinesAsync()).Count(machine => machine.Connected);
        fleet.Close();
        few.ForEach(agent => agent.Close());
        if (there != connected)
        {
            throw new InvalidOperationException($"{there} of {connected} agents were connected at the end.");
        }

        lists.Print(json);
        Console.WriteLine();
        events.Print(json);
        Console.WriteLine();
        memory.Print(json);
        return 0;
    }

    private static HttpClient Client(Uri address, string? token)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>The agents of the large server. They are numbered in the order in which they come: the first are away, those of the burst are the last.</summary>
    private sealed class Crowd(RealServer server, int machines, int connected)
    {
        private readonly List<SimulatedAgent> _agents = [];

        private int Away => machines - connected;

        private int InBurst => Math.Min(MostInBurst, connected);

        internal IReadOnlyList<string> Burst => [.. Enumerable.Range(machines - InBurst + 1, InBurst).Select(number => $"machine-{number}")];

        /// <summary>Has those that will be away come, in waves, be named, and go.</summary>
        internal async Task PassThroughAsync()
        {
            using var client = server.Client();
            while (_agents.Count < Away)
            {
                var before = _agents.Count;
                await GrowAsync(Math.Min(before + Wave, Away));
                _agents.Skip(before).ToList().ForEach(agent => agent.Close());
            }

            while ((await client.MachinesAsync()) is var known && (known.Count < Away || known.Any(machine => machine.Connected)))
            {
                await Task.Delay(100);
            }
        }

        /// <summary>Has the others come, and looks at the memory of a server that has just started, before and after.</summary>
        /// <returns>How long the pages of the first list took, which is of those that are away; and the memory.</returns>
        internal async Task<(IReadOnlyList<double> First, Report Memory)> FillAsync(HttpClient http)
        {
            using var metrics = new ServerMetrics(server.Http);
            await GrowAsync(Away + FirstThere);
            await Requests.TimeAsync(http, ApiRoutes.Machines);
            var rested = await MemoryAsync(metrics);
            var first = await Requests.WalkAsync(http);
            var listed = await MemoryAsync(metrics);
            await GrowAsync(machines);
            var full = await MemoryAsync(metrics);

            var report = new Report(
                "fleet-memory", $"{machines:N0} machines, {connected:N0} of them connected; resident anonymous memory of the server, each after forced full collections;",
                "", "server, MB", "bytes resident each", "bytes of GC heap each");
            report.Add($"after a start, {FirstThere} connected", Cell.Of(rested.Resident / 1e6), "", "");
            if (Away > 0)
            {
                report.Add($"{Away:N0} that are away, listed", Cell.Of(listed.Resident / 1e6), Cell.Of((listed.Resident - rested.Resident) / Away), Cell.Of((listed.Heap - rested.Heap) / Away));
            }

            var others = connected - FirstThere;
            report.Add($"{others:N0} more connected", Cell.Of(full.Resident / 1e6), Cell.Of((full.Resident - listed.Resident) / others), Cell.Of((full.Heap - listed.Heap) / others));
            return (first, report);
        }

        internal void Close() => _agents.Skip(Away).ToList().ForEach(agent => agent.Close());

        // A hundred, evenly spread, are in the hall; so some of the burst are, too.
        private Task GrowAsync(int count) => AgentCrowd.GrowAsync(_agents, count, server, number =>
            (number % (machines / Few) == 0, number > machines - InBurst) switch { (true, true) => Both, (true, _) => Hall, (_, true) => Bursting, _ => None });

        private async Task<(double Resident, double Heap)> MemoryAsync(ServerMetrics metrics)
        {
            await Task.Delay(Calm);
            await ForcedCollection.RunAsync(server.Pid);
            return (ProcessFigures.ResidentAnonymous(server.Pid), await metrics.HeapAsync());
        }
    }
}
