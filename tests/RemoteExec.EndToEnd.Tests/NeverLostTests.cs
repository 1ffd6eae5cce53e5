using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>
/// The promise, tried as a whole: programs are started while the agent is killed, the server is killed and the cable is cut, at random moments. What was accepted was carried out exactly once, its outcome was told exactly
/// once and is the right one, and its output is there to the last byte.
/// </summary>
public sealed class NeverLostTests
{
    private const int Starts = 200;
    private const int Faults = 14;
    private const int Askers = 4;

    private static readonly string[] LastWords = ["process.exited", "process.closed", "process.failed", "process.expired"];

    /// <summary>What a program does, and what is to be known of it afterwards.</summary>
    private sealed record Wish(int Number, string Script, int ExitCode, string Output, string Errors)
    {
        internal string Name => $"wish-{Number}";
    }

    [Fact(Explicit = true)]
    public Task AgentServerAndCable_FailAtRandom_EveryStartIsCarriedOutOnceAndToldOnce() => Adventure.BeginAsync(TryAsync);

    private static async Task TryAsync(Random random, ConcurrentQueue<string> story)
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        await using var proxy = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!);
        string[] options = ["--server", proxy.Address];
        var agent = await system.StartConnectedAgentAsync("lab", options);
        var marks = Directory.CreateDirectory(system.FilePath("marks"));
        var go = system.FilePath("go");
        var wishes = Enumerable.Range(0, Starts).Select(i => Wished(i, random.Next(5), Path.Combine(marks.FullName, $"{i}"), go)).ToList();
        var ids = new ConcurrentDictionary<int, long>();

        var waiting = new ConcurrentQueue<Wish>(wishes);
        using var pace = new SemaphoreSlim(0);
        var asking = Enumerable.Range(0, Askers).Select(_ => AskAsync(api, waiting, ids, pace, story)).ToList();
        for (var fault = 0; fault < Faults; fault++)
        {
            // When something is going on, and not always at the same point of it.
            pace.Release(Starts / Faults);
            var busy = Math.Max(0, (fault * (Starts / Faults)) + random.Next(Starts / Faults));
            await Eventually.BeTrueAsync(() => ids.Count >= busy, "nothing was accepted");
            await Task.Delay(random.Next(300));
            switch (random.Next(3))
            {
                case 0:
                    story.Enqueue($"kill the agent, after {ids.Count} starts");
                    await KillAgentAsync();
                    if (random.Next(2) == 0)
                    {
                        // Perhaps in the middle of taking over what the one before it left.
                        var age = random.Next(1_500);
                        story.Enqueue($"kill the next one too, {age} ms after it was started");
                        await Task.Delay(age);
                        await KillAgentAsync();
                    }

                    break;
                case 1:
                    story.Enqueue($"kill the server, after {ids.Count} starts");
                    system.Server.Signal(RunningProgram.SigKill);
                    await system.Server.ExitAsync(TimeSpan.FromSeconds(10));
                    await system.StartServerAsync();
                    break;
                default:
                    story.Enqueue($"cut the cable, after {ids.Count} starts");
                    proxy.CutNextAfter(random.Next(2) == 0 ? Way.ToServer : Way.ToAgent, random.Next(20_000));
                    proxy.Cut();
                    break;
            }
        }

        pace.Release(Starts);
        await Task.WhenAll(asking);
        await File.WriteAllTextAsync(go, "");
        var ended = await api.EndedAsync([.. ids.Values], () => $"\n--- agent\n{agent.Printed}\n--- server\n{system.Server.Printed}", TimeSpan.FromSeconds(45));

        var processes = ended.ToDictionary(ServerApi.IdOf);
        var lastWords = (await api.EventsAsync()).Where(e => LastWords.Contains(e.GetProperty("kind").GetString())).ToLookup(e => e.GetProperty("processId").GetInt64());
        var wrong = new List<string>();
        foreach (var wish in wishes)
        {
            var id = ids[wish.Number];
            wrong.AddRange(await WrongAsync(api, wish, processes[id], Path.Combine(marks.FullName, $"{wish.Number}"), [.. lastWords[id]]));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(Starts, (await api.ProcessesAsync()).Count);
        Assert.Single(system.Keepers());

        async Task KillAgentAsync()
        {
            agent.Signal(RunningProgram.SigKill);
            await agent.ExitAsync(TimeSpan.FromSeconds(10));
            agent = system.StartAgent("lab", options);
        }
    }

    // A request that died with the server may have been accepted: who asks looks before asking again.
    private static async Task AskAsync(ServerApi api, ConcurrentQueue<Wish> wishes, ConcurrentDictionary<int, long> ids, SemaphoreSlim pace, ConcurrentQueue<string> story)
    {
        while (wishes.TryDequeue(out var wish))
        {
            await pace.WaitAsync();
            for (var asked = false; ; asked = true)
            {
                try
                {
                    var known = asked ? (await api.ProcessesAsync()).Where(process => process.GetProperty("name").GetString() == wish.Name).Select(ServerApi.IdOf).ToList() : [];
                    ids[wish.Number] = known.Count > 0 ? known.Single() : (await api.StartAsync("lab", (wish.Name, wish.Script))).Single();
                    break;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    if (!asked)
                    {
                        story.Enqueue($"{wish.Name} was not answered: {e.Message}");
                    }

                    await Task.Delay(100);
                }
            }
        }
    }

    private static Wish Wished(int number, int kind, string mark, string go)
    {
        var begin = $"echo {number} >> {mark}; ";
        var wait = $"while [ ! -e {go} ]; do sleep 0.5; done; ";
        var lines = 20_000 + (number * 100);
        return kind switch
        {
            0 => new Wish(number, begin, 0, "", ""),
            1 => new Wish(number, $"{begin}{(number % 3 == 0 ? wait : "sleep 2; ")}echo {number}", 0, $"{number}\n", ""),
            2 => new Wish(number, $"{begin}seq 1 {lines}; seq 1 100 >&2", 0, Lines(lines), Lines(100)),
            3 => new Wish(number, $"{begin}seq 1 {lines}; sleep 1; seq 1 {lines}; exit 9", 9, Lines(lines) + Lines(lines), ""),
            _ => new Wish(number, $"{begin}echo failed >&2; exit {(number % 120) + 1}", (number % 120) + 1, "", "failed\n"),
        };
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"{i}\n"));

    private static async Task<IReadOnlyList<string>> WrongAsync(ServerApi api, Wish wish, JsonElement process, string mark, IReadOnlyList<JsonElement> lastWords)
    {
        var wrong = new List<string>();
        var started = File.Exists(mark) ? (await File.ReadAllLinesAsync(mark)).Length : 0;
        if (started != 1)
        {
            wrong.Add($"was started {started} times");
        }

        if (ServerApi.StateOf(process) != "exited" || process.GetProperty("exitCode") is not { ValueKind: JsonValueKind.Number } code || code.GetInt32() != wish.ExitCode)
        {
            wrong.Add($"ended otherwise than with {wish.ExitCode}: {process}");
        }

        if (lastWords.Count != 1)
        {
            wrong.Add($"its end was told {lastWords.Count} times: {string.Join(' ', lastWords)}");
        }

        foreach (var (stream, expected) in new[] { ("stdout", wish.Output), ("stderr", wish.Errors) })
        {
            var written = Encoding.UTF8.GetString(await api.OutputAsync(ServerApi.IdOf(process), stream));
            if (written != expected)
            {
                wrong.Add($"{stream} has {written.Length} characters of {expected.Length}, alike for the first {written.Zip(expected).TakeWhile(pair => pair.First == pair.Second).Count()}");
            }
        }

        return [.. wrong.Select(what => $"{wish.Name} {what}")];
    }
}
