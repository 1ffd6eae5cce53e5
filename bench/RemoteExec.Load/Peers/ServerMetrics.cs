using System.Globalization;

namespace RemoteExec.Load.Peers;

/// <summary>What a server says at <c>/metrics</c>.</summary>
internal sealed class ServerMetrics(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server };

    /// <summary>Bytes of all generations after the last collection.</summary>
    internal async Task<double> HeapAsync() => await SumAsync("dotnet_gc_last_collection_heap_size");

    public void Dispose() => _http.Dispose();

    private async Task<double> SumAsync(string name)
    {
        var text = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var values = text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        return values.Count > 0 ? values.Sum() : throw new InvalidOperationException($"/metrics does not tell {name}.");
    }
}
