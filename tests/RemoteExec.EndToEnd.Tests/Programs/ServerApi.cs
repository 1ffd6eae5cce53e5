using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>The HTTP interface of the server under test, for tests that ask more of it than command lines can be started for.</summary>
internal sealed class ServerApi : IDisposable
{
    private const int PageSize = 1_000;

    private readonly HttpClient _http;

    public ServerApi(RemoteExecSystem system)
    {
        _http = new HttpClient { BaseAddress = new Uri(system.Endpoints.GetProperty("http").GetString()!), Timeout = TimeSpan.FromSeconds(20) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(system.ServerData, "admin-token")).Trim());
    }

    /// <summary>Starts shell scripts on a machine, in order.</summary>
    /// <returns>The processes' ids.</returns>
    /// <exception cref="HttpRequestException">The server did not answer, or refused.</exception>
    public async Task<IReadOnlyList<long>> StartAsync(string machine, params (string Name, string Script)[] programs)
    {
        var request = new
        {
            targets = new[] { machine },
            execute = programs.Select(program => new { application = "sh", path = "/bin", name = program.Name, arguments = new[] { "-c", program.Script } }),
        };
        using var response = await _http.PostAsJsonAsync("/api/v1/processes", request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(answer, null, response.StatusCode);
        }

        return [.. JsonDocument.Parse(answer).RootElement.GetProperty("items").EnumerateArray().Select(IdOf)];
    }

    public async Task StopAllAsync(string machine, TimeSpan grace)
    {
        using var response = await _http.PostAsJsonAsync("/api/v1/processes/stop", new { targets = new[] { machine }, grace = (long)grace.TotalMilliseconds });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonElement> ProcessAsync(long id) => await _http.GetFromJsonAsync<JsonElement>($"/api/v1/processes/{id}");

    /// <summary>Every process, ended ones too.</summary>
    public Task<IReadOnlyList<JsonElement>> ProcessesAsync(bool all = true) => AllAsync($"/api/v1/processes?all={(all ? "true" : "false")}");

    /// <summary>How many machines are connected.</summary>
    public async Task<int> ConnectedAsync() => (await AllAsync("/api/v1/machines?")).Count(machine => machine.GetProperty("connected").GetBoolean());

    /// <summary>Everything that was told.</summary>
    public Task<IReadOnlyList<JsonElement>> EventsAsync() => AllAsync("/api/v1/events?");

    /// <summary>Makes a sequence, or changes it.</summary>
    public async Task PutSequenceAsync(string name, object sequence)
    {
        using var response = await _http.PutAsJsonAsync($"/api/v1/sequences/{name}", sequence);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Starts a sequence.</summary>
    /// <returns>The run; the problem when it may not begin now.</returns>
    /// <exception cref="HttpRequestException">The server did not answer.</exception>
    public async Task<(JsonElement? Run, string Problem)> StartSequenceAsync(string name)
    {
        using var response = await _http.PostAsync($"/api/v1/sequences/{name}/runs", null);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (JsonDocument.Parse(answer).RootElement, "") : (null, answer);
    }

    /// <summary>Stops a run. One that has ended meanwhile is let be.</summary>
    /// <exception cref="HttpRequestException">The server did not answer.</exception>
    public async Task StopRunAsync(long id)
    {
        using var response = await _http.PostAsync($"/api/v1/runs/{id}/stop", null);
        if (response.StatusCode != System.Net.HttpStatusCode.Conflict)
        {
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The runs of a sequence, the newest first.</summary>
    public Task<IReadOnlyList<JsonElement>> RunsAsync(string sequence) => AllAsync($"/api/v1/runs?sequence={sequence}");

    public async Task<JsonElement> RunAsync(long id) => await _http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}");

    /// <summary>What a process wrote, as it wrote it.</summary>
    public async Task<byte[]> OutputAsync(long id, string stream = "stdout")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/processes/{id}/output?stream={stream}");
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await _http.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>Waits until processes have ended, whichever way.</summary>
    public Task<IReadOnlyList<JsonElement>> EndedAsync(IReadOnlyCollection<long> ids, Func<string>? context = null, TimeSpan? within = null) => Eventually.GetAsync<IReadOnlyList<JsonElement>>(
        async () => [.. (await ProcessesAsync()).Where(process => ids.Contains(IdOf(process)))],
        seen => seen.Count == ids.Count && seen.All(HasEnded),
        seen => string.Join('\n', seen.Where(process => !HasEnded(process)).Append(default).Select(process => process.ToString()[..Math.Min(600, process.ToString().Length)])) + context?.Invoke(),
        within);

    public static long IdOf(JsonElement process) => process.GetProperty("id").GetInt64();

    public static string StateOf(JsonElement process) => process.GetProperty("state").GetString()!;

    public void Dispose() => _http.Dispose();

    private static bool HasEnded(JsonElement process) => StateOf(process) is "exited" or "closed" or "failed" or "expired";

    private async Task<IReadOnlyList<JsonElement>> AllAsync(string path)
    {
        var all = new List<JsonElement>();
        string? next = "";
        while (next is not null)
        {
            var page = await _http.GetFromJsonAsync<JsonElement>($"{path}&limit={PageSize}{(next.Length > 0 ? $"&cursor={next}" : "")}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }

        return all;
    }
}
