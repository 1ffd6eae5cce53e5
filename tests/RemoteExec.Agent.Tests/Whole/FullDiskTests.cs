using System.Text;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Settings;
using RemoteExec.Agent.Tests.Execution.Keeping;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;
using RemoteExec.Tests;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A disk that is really full: nothing is started that could be forgotten, output shows a gap, and everything goes on when there is room again.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Lost = 300_000;
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly WireId One = new(1);

    private readonly ServerEnd _server = new();
    private readonly SmallDisk _disk = new();
    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("remoteexec-go-");

    public void Dispose()
    {
        _server.Dispose();
        _disk.Dispose();
        _elsewhere.Delete(recursive: true);
    }

    [Fact]
    public async Task Journal_DiskIsFull_NothingIsStartedUntilItIsNot()
    {
        _disk.SkipWithoutIt();
        var mark = _disk.At("started");
        await using var agent = AgentUnderTest.Start(Here());
        using var server = await _server.MeetAsync();
        await server.UntilReadyAsync();

        _disk.Fill();
        await server.ExecuteAsync(Touch(1, mark));
        await server.UntilAsync(c => c.Answers.Any());
        var refused = server.Answers.Single();
        _disk.Free();
        await server.ExecuteAsync(Touch(2, mark));
        await server.UntilEndedAsync(new WireId(2));

        Assert.False(refused.Started);
        Assert.Contains("journal", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Statuses.Last().ExitCode);
        Assert.True(File.Exists(mark));

        // What could not be written then was written afterwards: the first id is remembered too.
        await server.ExecuteAsync(Touch(1, mark));
        await server.UntilAsync(c => c.Answers.Count(answer => answer.Id == One) == 2);
        Assert.False(server.Answers.Last().Started);
    }

    [Fact]
    public async Task Output_DiskIsFull_ShowsAGapOfTheRightLength_AndTheProgramDoesNotSuffer()
    {
        _disk.SkipWithoutIt();
        await using var agent = AgentUnderTest.Start(Here());
        using var server = await _server.MeetAsync();
        await server.UntilReadyAsync();
        await server.ExecuteAsync(Shell(1, $"echo before; {Wait("flood")}; head -c {Lost} /dev/zero; > {Go("flooded")}; {Wait("more")}; echo after; exit 7"));
        await server.UntilAsync(c => c.Output(One) == "before\n");

        _disk.Fill();
        File.WriteAllText(Go("flood"), "");
        await SupervisorScenario.UntilAsync(() => File.Exists(Go("flooded")));
        _disk.Free();
        File.WriteAllText(Go("more"), "");
        await server.UntilEndedAsync(One);

        // What the pipe still held when there was room again is kept, perhaps in one piece with what came after it.
        var pieces = server.Heard.OfType<OutputMessage>().SelectMany(message => message.Pieces)
            .Select(piece => (piece.Offset, Bytes: piece.Bytes?.ToArray() ?? Encoding.UTF8.GetBytes(piece.Text!))).ToList();
        var (offset, bytes) = pieces[^1];
        Assert.EndsWith("after\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal("before\n".Length + Lost + "after\n".Length, offset + bytes.Length);
        Assert.True(pieces.Sum(piece => piece.Bytes.Length) < offset + bytes.Length, "There was room for all of it.");
        Assert.Equal(7, server.Statuses.Last(status => status.State == WireProcessState.Exited).ExitCode);
    }

    [Fact]
    public async Task Agent_StartsWhileTheDiskIsFullAndItsJournalDamaged_HasItsProcesses_AndStartsOthersWhenThereIsRoom()
    {
        _disk.SkipWithoutIt();
        await using (AgentUnderTest.Start(Here() with { LeaveOnExit = true }))
        {
            using var first = await _server.MeetAsync();
            await first.UntilReadyAsync();
            await first.ExecuteAsync(Shell(1, $"{Wait("end")}; exit 9"));
            await first.UntilAsync(c => c.Statuses.Any(status => status.State == WireProcessState.Running));
        }

        var journal = Directory.GetFiles(_disk.At("agent/journal"), "*.journal").Single();
        await File.AppendAllTextAsync(journal, "damaged\n", TestContext.Current.CancellationToken);
        _disk.Fill();
        await using var agent = AgentUnderTest.Start(Here());
        using var server = await _server.MeetAsync();
        await server.UntilReadyAsync();
        var snapshot = server.Heard.OfType<SnapshotMessage>().Single();
        await server.ExecuteAsync(Touch(2, Go("second")));
        await server.UntilAsync(c => c.Answers.Any(answer => answer.Id == new WireId(2)));
        var refused = server.Answers.Single(answer => answer.Id == new WireId(2));
        File.WriteAllText(Go("end"), "");
        await server.UntilAsync(c => c.Statuses.Any(status => status.Id == One && status.ExitCode == 9));
        _disk.Free();
        await server.ExecuteAsync(Touch(3, Go("third")));
        await server.UntilEndedAsync(new WireId(3));

        Assert.False(snapshot.Complete);
        Assert.False(refused.Started);
        Assert.False(File.Exists(Go("second")));
        Assert.True(File.Exists(Go("third")));
        Assert.Contains("damaged\n", await File.ReadAllTextAsync(journal, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // Until it is written down only the keeper knows how it ended; and nothing need happen for it to be written once it can be.
    [Fact]
    public async Task End_DiskIsFull_TheKeeperMustRememberIt_UntilThereIsRoom()
    {
        _disk.SkipWithoutIt();
        var time = new SteppingTime(Then);
        using var scenario = new SupervisorScenario(_disk.At("agent"));
        var start = scenario.Write(
            state => LedgerRules.Execute(state, [new ExecuteEntry { Id = One, Application = "true", Path = "/bin" }], true, Then),
            state => LedgerRules.Launched(state, One, new ProcessStamp(4711, 99, "boot"), Then)).Starts[One];
        var key = StartKeys.KeyOf(SupervisorScenario.Server, start);
        scenario.Hello = scenario.Hello with { Processes = [new KeptState(key, new ProcessStamp(4711, 99, "boot"), Then, null, false)] };
        await using var supervisor = scenario.Start(time);
        await supervisor.RecoverAsync();
        await supervisor.AttachAsync(SupervisorScenario.Server, scenario);

        _disk.Fill();
        supervisor.Execute(SupervisorScenario.Server, new ExecuteMessage([.. Enumerable.Range(100, 40).Select(Refused)]), idsNameStarts: true);
        scenario.Report(new ExitedReport(key, new ProcessExit(5, null, Then), false, StartKeys.LogOf(SupervisorScenario.Server, start), 0));
        await SupervisorScenario.UntilAsync(() => scenario.Statuses.Any(status => status.ExitCode == 5));
        await supervisor.DeskAsync(SupervisorScenario.Server);
        Assert.DoesNotContain(scenario.Asked, request => request is DoneRequest);
        time.Advance(TimeSpan.FromSeconds(1));
        await supervisor.DeskAsync(SupervisorScenario.Server);
        await supervisor.DeskAsync(SupervisorScenario.Server);
        Assert.DoesNotContain(scenario.Asked, request => request is DoneRequest);

        _disk.Free();
        time.Advance(TimeSpan.FromSeconds(1));

        await SupervisorScenario.UntilAsync(() => scenario.Asked.Any(request => request is DoneRequest done && done.Key == key));
        Assert.Contains("\"exitCode\":5", scenario.ReadJournal(), StringComparison.Ordinal);
    }

    private AgentSettings Here() => AgentUnderTest.Settings(_disk.At("agent"), _server.Address);

    private string Go(string name) => Path.Combine(_elsewhere.FullName, name);

    private string Wait(string name) => $"while [ ! -e {Go(name)} ]; do sleep 0.02; done";

    private static ExecuteEntry Shell(long id, string script) => new() { Id = new WireId(id), Application = "sh", Path = "/bin", Arguments = ["-c", script] };

    // Longer than the rest of the page that the journal has.
    private static ExecuteEntry Touch(long id, string mark) => new()
    {
        Id = new WireId(id),
        Application = "sh",
        Path = "/bin",
        Arguments = ["-c", "> \"$1\"", "sh", mark, new string('x', 4_000), new string('x', 4_000)],
    };

    private static ExecuteEntry Refused(int id) => new() { Id = new WireId(id), Refusal = new string('x', 400) };
}
