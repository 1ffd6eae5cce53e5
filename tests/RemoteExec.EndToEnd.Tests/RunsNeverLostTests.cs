using System.Collections.Concurrent;
using System.Text.Json;
using RemoteExec.EndToEnd.Tests.Conducting;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>
/// Shows made at random are performed, stopped and unwound on real agents while agents and the server are killed and cables are cut, at random moments. Each is performed once, in its order, nothing twice and nothing
/// left out, and it ends as it was meant to.
/// </summary>
public sealed class RunsNeverLostTests
{
    private const int AtATime = 3;
    private const int LinesToldOfEach = 40;

    // One of each ending; REMOTEEXEC_TEST_SHOWS makes more.
    private static readonly int Shows = int.TryParse(Environment.GetEnvironmentVariable("REMOTEEXEC_TEST_SHOWS"), out var wanted) ? wanted : 4;
    private static readonly int MostFaults = 2 * Shows;
    private static readonly string[] Machines = ["one", "two", "three", "four"];
    private static readonly string[] LastWords = ["process.exited", "process.closed", "process.failed", "process.expired"];

    [Fact(Explicit = true)]
    public Task AgentsServerAndCables_FailAtRandom_EveryShowIsPerformedOnceAndInOrder() => Adventure.BeginAsync(TryAsync);

    private static async Task TryAsync(Random random, ConcurrentQueue<string> story)
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        var seats = new List<Seat>();
        try
        {
            foreach (var machine in Machines)
            {
                seats.Add(await Seat.TakeAsync(system, machine));
            }

            var shows = Enumerable.Range(0, Shows).Select(number => Show.Random(number, Machines, system.FilePath($"marks-{number}"), random)).ToList();
            foreach (var show in shows)
            {
                await api.PutSequenceAsync(show.Name, show.ToRequest());
            }

            var waiting = new ConcurrentQueue<Show>(shows);
            var runs = new ConcurrentDictionary<string, JsonElement>();
            var performing = Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(() => PerformAsync(api, waiting, runs, story))));
            for (var fault = 0; fault < MostFaults && !performing.IsCompleted; fault++)
            {
                // A machine that stays away too long has failed, and rightly: each comes back before the next fault, which comes at any moment after that.
                await Eventually.GetAsync(() => PatientlyAsync(api.ConnectedAsync), connected => connected == Machines.Length || performing.IsCompleted, connected => $"{connected} machines are there");
                await Task.WhenAny(performing, Task.Delay(random.Next(2_000)));
                await FailAsync(system, seats[random.Next(seats.Count)], random, story);
            }

            await performing;
            story.Enqueue("all have ended");
            var lastWords = (await api.EventsAsync()).Where(e => LastWords.Contains(e.GetProperty("kind").GetString())).ToLookup(e => e.GetProperty("processId").GetInt64());
            var wrong = new List<string>();
            foreach (var show in shows)
            {
                wrong.AddRange(ShowChecks.Wrong(show, runs[show.Name]));
                wrong.AddRange((await api.RunsAsync(show.Name)).Count is var count && count != 1 ? [$"{show.Name} has {count} runs"] : []);
            }

            wrong.AddRange(lastWords.Where(told => told.Count() != 1).Select(told => $"the end of process {told.Key} was told {told.Count()} times"));
            wrong.AddRange((await api.ProcessesAsync(all: false)).Select(process => $"still there: {process}"));
            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
        catch
        {
            foreach (var (name, program) in seats.Select(seat => (seat.Machine, seat.Agent)).Append(("server", system.Server)))
            {
                story.Enqueue($"--- {name}\n{string.Join('\n', program.Printed.Split('\n').TakeLast(LinesToldOfEach))}");
            }

            throw;
        }
        finally
        {
            foreach (var seat in seats)
            {
                await seat.DisposeAsync();
            }
        }
    }

    private static async Task FailAsync(RemoteExecSystem system, Seat seat, Random random, ConcurrentQueue<string> story)
    {
        switch (random.Next(4))
        {
            case 0:
                story.Enqueue("kill the server");
                system.Server.Signal(RunningProgram.SigKill);
                await system.Server.ExitAsync(TimeSpan.FromSeconds(10));
                await system.StartServerAsync();
                break;
            case 1:
                story.Enqueue($"cut the cable of {seat.Machine}");
                seat.Cable.CutNextAfter(random.Next(2) == 0 ? Way.ToServer : Way.ToAgent, random.Next(20_000));
                seat.Cable.Cut();
                break;
            default:
                story.Enqueue($"kill the agent of {seat.Machine}");
                await seat.KillAsync();
                break;
        }
    }

    private static async Task PerformAsync(ServerApi api, ConcurrentQueue<Show> shows, ConcurrentDictionary<string, JsonElement> runs, ConcurrentQueue<string> story)
    {
        while (shows.TryDequeue(out var show))
        {
            var run = await StartAsync(api, show);
            var id = ServerApi.IdOf(run);
            story.Enqueue($"{show.Name} ({show.Ending}) begins");
            if (show.Ending == Ending.StoppedWhenReady)
            {
                run = await UntilAsync(api, id, "ready", seen => seen.GetProperty("state").GetString() is not "starting");
            }

            if (show.Ending is Ending.StoppedWhenReady or Ending.StoppedSomewhere)
            {
                story.Enqueue($"{show.Name} is to be stopped");
                await PatientlyAsync(async () =>
                {
                    await api.StopRunAsync(id);
                    return true;
                });
            }

            runs[show.Name] = await UntilAsync(api, id, "ended", seen => seen.GetProperty("endedAt").ValueKind == JsonValueKind.String);
            story.Enqueue($"{show.Name} has ended");
        }
    }

    // A request that died with the server may have been carried out: who asks looks before asking again. One that is refused, because a machine is away, is repeated.
    private static Task<JsonElement> StartAsync(ServerApi api, Show show) => PatientlyAsync(async () =>
    {
        if ((await api.RunsAsync(show.Name)) is [var known])
        {
            return known;
        }

        var (run, problem) = await api.StartSequenceAsync(show.Name);
        return run ?? throw new HttpRequestException(problem);
    });

    private static Task<JsonElement> UntilAsync(ServerApi api, long run, string what, Func<JsonElement, bool> isSo) => Eventually.GetAsync(
        () => PatientlyAsync(() => api.RunAsync(run)), isSo, seen => $"not {what}: {seen}", TimeSpan.FromSeconds(90));

    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> ask)
    {
        for (var left = 300; ; left--)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (left > 0 && e is HttpRequestException or IOException or TaskCanceledException)
            {
                await Task.Delay(200);
            }
        }
    }

    /// <summary>A machine with its agent and its cable.</summary>
    private sealed class Seat(RemoteExecSystem system, string machine, FaultProxy cable) : IAsyncDisposable
    {
        internal string Machine => machine;

        internal RunningProgram Agent { get; private set; } = null!;

        internal FaultProxy Cable => cable;

        private string[] Options => ["--server", cable.Address];

        internal static async Task<Seat> TakeAsync(RemoteExecSystem system, string machine)
        {
            var seat = new Seat(system, machine, new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!));
            seat.Agent = await system.StartConnectedAgentAsync(machine, seat.Options);
            return seat;
        }

        internal async Task KillAsync()
        {
            Agent.Signal(RunningProgram.SigKill);
            await Agent.ExitAsync(TimeSpan.FromSeconds(10));
            Agent = system.StartAgent(machine, Options);
        }

        public ValueTask DisposeAsync() => cable.DisposeAsync();
    }
}
