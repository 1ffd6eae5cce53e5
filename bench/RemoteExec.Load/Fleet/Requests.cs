using System.Diagnostics;
using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Common;

namespace RemoteExec.Load.Fleet;

/// <summary>GETs whose answers are read to the last byte; only that is timed.</summary>
internal static class Requests
{
    /// <summary>The same request again and again.</summary>
    internal static Func<Task<double>> Same(HttpClient http, string path) => async () => (await TimeAsync(http, path)).Milliseconds;

    /// <summary>The pages of a list, one after the other, from the beginning again after the last.</summary>
    internal static Func<Task<double>> Pages(HttpClient http)
    {
        string? cursor = null;
        return async () =>
        {
            var (time, answer) = await TimeAsync(http, cursor is null ? ApiRoutes.Machines : $"{ApiRoutes.Machines}?cursor={Uri.EscapeDataString(cursor)}");
            cursor = Next(answer);
            return time;
        };
    }

    /// <summary>The times of the pages of a whole list.</summary>
    internal static async Task<IReadOnlyList<double>> WalkAsync(HttpClient http)
    {
        List<double> times = [];
        string? cursor = null;
        do
        {
            var (time, answer) = await TimeAsync(http, cursor is null ? ApiRoutes.Machines : $"{ApiRoutes.Machines}?cursor={Uri.EscapeDataString(cursor)}");
            times.Add(time);
            cursor = Next(answer);
        }
        while (cursor is not null);

        return times;
    }

    /// <summary>One request.</summary>
    internal static async Task<(double Milliseconds, byte[] Answer)> TimeAsync(HttpClient http, string path)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await http.GetByteArrayAsync(path);
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, answer);
    }

    private static string? Next(byte[] answer) => JsonSerializer.Deserialize(answer, ApiJson.Default.ListOfMachineResource)!.Next;
}
