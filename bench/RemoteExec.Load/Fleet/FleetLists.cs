using System.Diagnostics;
using RemoteExec.Api.Common;
using RemoteExec.Load.Measuring;

namespace RemoteExec.Load.Fleet;

/// <summary>How long answers about the fleet take, against the same ones of a small fleet and against as many bytes of a bare server.</summary>
internal static class FleetLists
{
    private const int Few = 1;
    private const int Many = 4;

    internal static async Task<Report> MeasureAsync(HttpClient fleet, HttpClient small, HttpClient bare, int machines, int few, string target, IReadOnlyList<double> first, int rounds, double seconds)
    {
        var page = (await Requests.TimeAsync(fleet, ApiRoutes.Machines)).Answer.Length;
        var (last, lastOfFew) = (ApiRoutes.Machine($"machine-{machines}"), ApiRoutes.Machine($"machine-{few}"));
        var one = (await Requests.TimeAsync(fleet, last)).Answer.Length;
        var filter = $"{ApiRoutes.Machines}?target={Uri.EscapeDataString(target)}";
        Asked[] asked =
        [
            new($"bare server: {page:N0} bytes", 0, 0, () => Requests.Same(bare, $"{BareHttp.Bytes}?length={page}")),
            new($"of {few}: a page of the list", 0, 1, () => Requests.Same(small, ApiRoutes.Machines)),
            new($"of {machines:N0}: a page of the list", 0, 1, () => Requests.Pages(fleet)),
            new($"of {few}: all with a label", 0, 3, () => Requests.Same(small, filter)),
            new($"of {machines:N0}: a hundred with a label", 0, 3, () => Requests.Same(fleet, filter)),
            new($"bare server: {one:N0} bytes", 5, 5, () => Requests.Same(bare, $"{BareHttp.Bytes}?length={one}")),
            new($"of {few}: one by its name", 5, 6, () => Requests.Same(small, lastOfFew)),
            new($"of {machines:N0}: one by its name", 5, 6, () => Requests.Same(fleet, last)),
        ];
        var times = new[] { Few, Many }.Select(_ => asked.Select(_ => new List<double>()).ToArray()).ToArray();
        List<double>[] walks = [[], []];
        for (var i = -1; i < rounds; i++)
        {
            for (var k = 0; k < 2; k++)
            {
                var clients = k == 0 ? Few : Many;
                for (var n = 0; n < asked.Length; n++)
                {
                    var now = await RunAsync(clients, seconds, asked[n].Client);
                    times[k][n].AddRange(i < 0 ? [] : now);
                }

                var whole = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Requests.WalkAsync(fleet)));
                walks[k].AddRange(i < 0 ? [] : whole.Select(pages => pages.Sum()));
            }
        }

        var report = new Report(
            "fleet-lists",
            $"{machines:N0} machines known to one server and {few} to another, clients in another process on the same cores; from the request to the last byte of the answer, a page has 100 machines, {rounds} interleaved rounds;",
            "", "clients", "p50, ms", "p99, ms", "p50, of the bare server's", $"p99, of that of {few}");
        for (var k = 0; k < 2; k++)
        {
            for (var n = 0; n < asked.Length; n++)
            {
                var (own, floor, alike) = (times[k][n], times[k][asked[n].Floor], times[k][asked[n].Alike]);
                report.Add(
                    asked[n].Name, Cell.Of(k == 0 ? Few : Many), Cell.Of(Statistics.Median(own), "F2"), Cell.Of(Statistics.Quantile(own, 0.99), "F2"),
                    Cell.Of(Statistics.Median(own) / Statistics.Median(floor), "F1"),
                    asked[n].Alike == n ? "" : Cell.Of(Statistics.Quantile(own, 0.99) / Statistics.Quantile(alike, 0.99), "F1"));
            }

            report.Add($"of {machines:N0}: the whole list, {(machines + 99) / 100} pages", Cell.Of(k == 0 ? Few : Many), Cell.Of(Statistics.Median(walks[k])), Cell.Of(walks[k].Max()), "", "");
        }

        report.Add(
            "a page of those that are away, the first time after a start", Cell.Of(1), Cell.Of(Statistics.Median(first), "F2"), Cell.Of(Statistics.Quantile(first, 0.99), "F2"),
            Cell.Of(Statistics.Median(first) / Statistics.Median(times[0][0]), "F1"), Cell.Of(Statistics.Quantile(first, 0.99) / Statistics.Quantile(times[0][1], 0.99), "F1"));
        return report;
    }

    private static async Task<IEnumerable<double>> RunAsync(int clients, double seconds, Func<Func<Task<double>>> client)
    {
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            List<double> times = [];
            var ask = client();
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                times.Add(await ask());
            }

            return times;
        })));
        return all.SelectMany(times => times);
    }

    /// <summary>One kind of request.</summary>
    /// <param name="Name">For the table.</param>
    /// <param name="Floor">Index of the bare server's row.</param>
    /// <param name="Alike">Index of the same of the small fleet; its own when there is none.</param>
    /// <param name="Client">Makes what one client does again and again; milliseconds come back.</param>
    private sealed record Asked(string Name, int Floor, int Alike, Func<Func<Task<double>>> Client);
}
