using System.Net;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Load.Measuring;
using RemoteExec.Load.Peers;

namespace RemoteExec.Load.Fleet;

/// <summary>How long it takes until every subscriber has seen a change, against a bare server that hands the same events on from memory.</summary>
internal sealed class FleetEvents(RealServer server, RemoteExecClient client, Subscribers ours, Subscribers bare, HttpClient bareHttp, IReadOnlyList<string> many, string target)
{
    private const string Started = "process.running";

    // What the real server tells of one process that starts and ends.
    private static readonly string[] AllOfOne = ["process.starting", Started, "process.exited"];

    private int _count;

    internal async Task<Report> MeasureAsync(int machines, int subscribers, int changes, int rounds)
    {
        List<double>[] times = [[], [], [], [], [], []];
        for (var i = -1; i < rounds; i++)
        {
            for (var n = 0; n < changes; n++)
            {
                var (comes, goes) = await GuestAsync();
                double[] singles = [await BareAsync([new FleetEvent(Started, many[0])]), await StartAsync(), comes, goes];
                for (var k = 0; i >= 0 && k < singles.Length; k++)
                {
                    times[k].Add(singles[k]);
                }
            }

            FleetEvent[] burst = [.. AllOfOne.SelectMany(kind => many.Select(machine => new FleetEvent(kind, machine)))];
            double[] bursts = [await BareAsync(burst), await ours.TimeAsync(burst, () => PostAsync(target))];
            for (var k = 0; i >= 0 && k < bursts.Length; k++)
            {
                times[4 + k].Add(bursts[k]);
            }
        }

        var report = new Report(
            "fleet-events",
            $"{machines:N0} machines known, {subscribers} subscribers of GET /api/v1/events; from the beginning of the change until the last subscriber has read all of its events, each exactly once; {rounds} rounds of {changes} changes and a burst;",
            "", "p50, ms", "p99, ms", "p50, of the bare server's");
        string[] names =
        [
            "bare server: one event, from POST", "a process is started, from POST", "a machine comes, from its connecting", "a machine goes, from its closing",
            $"bare server: {many.Count * AllOfOne.Length:N0} events, from POST", $"one POST starts a process on {many.Count:N0} machines: {many.Count * AllOfOne.Length:N0} events",
        ];
        for (var k = 0; k < names.Length; k++)
        {
            report.Add(
                names[k], Cell.Of(Statistics.Median(times[k]), "F1"), Cell.Of(Statistics.Quantile(times[k], 0.99), "F1"),
                Cell.Of(Statistics.Median(times[k]) / Statistics.Median(times[k < 4 ? 0 : 4]), "F1"));
        }

        return report;
    }

    private Task<double> BareAsync(IReadOnlyCollection<FleetEvent> events) => bare.TimeAsync(events, async () =>
    {
        using var content = new StringContent(string.Join('\n', events));
        using var answer = await bareHttp.PostAsync(BareHttp.Events, content);
        answer.EnsureSuccessStatusCode();
    });

    private Task<double> StartAsync() => ours.TimeAsync([new FleetEvent(Started, many[0])], () => PostAsync(many[0]));

    private async Task<(double Comes, double Goes)> GuestAsync()
    {
        var name = $"guest-{++_count}";
        SimulatedAgent? guest = null;
        var comes = await ours.TimeAsync(
            [new FleetEvent("machine.connected", name)],
            async () => guest = await SimulatedAgent.StartAsync(server.AgentPort, name, server.Password, IPAddress.Loopback));
        var goes = await ours.TimeAsync([new FleetEvent("machine.disconnected", name)], () =>
        {
            guest!.Close();
            return Task.CompletedTask;
        });
        return (comes, goes);
    }

    private Task<IReadOnlyList<ProcessResource>> PostAsync(string machines) => client.StartAsync(new ExecuteRequest
    {
        Targets = [machines],
        Execute = [new ExecutableRequest { Application = "true", Path = "/usr/bin", Name = $"burst-{++_count}" }],
    });
}
