using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Targets;

namespace RemoteExec.Storage.Tests.Reading;

public class FleetReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machines_ByPages_AreAllThereOnceByName()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([.. Enumerable.Range(0, 25).Select(n => new StorageChange.SaveMachine(TestStorage.Machine($"m-{n}", $"pc{(n * 7) % 25:00}")))]);

        var names = new List<string>();
        string? after = null;
        while (await storage.Reader.MachinesAsync(after, 10, Cancel) is { Count: > 0 } page)
        {
            names.AddRange(page.Select(machine => machine.Name));
            after = names[^1];
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"pc{n:00}"), names);
    }

    [Theory]
    [InlineData("m-1", "stage")]
    [InlineData("stage", "stage")]
    [InlineData("STAGE", "stage")]
    [InlineData("m-2", "decoy")]
    [InlineData("' OR 1=1 --", null)]
    [InlineData("", null)]
    public async Task Machine_ByIdElseByName(string asked, string? found)
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([
            new StorageChange.SaveMachine(TestStorage.Machine("m-1", "stage")),
            new StorageChange.SaveMachine(TestStorage.Machine("m-2", "decoy")),
            new StorageChange.SaveMachine(TestStorage.Machine("m-3", "m-2")),
        ]);

        Assert.Equal(found, (await storage.Reader.MachineAsync(asked, Cancel))?.Name);
    }

    // Read: how many machines of the nine are looked at.
    [Theory]
    [InlineData("pc1", "pc1", 1)]
    [InlineData("PC1, m-2", "pc1 pc2", 3)]
    [InlineData("wall=east", "pc3 pc4", 2)]
    [InlineData("@stage,pc1", "pc1 pc4", 2)]
    [InlineData("wall=", "pc5", 1)]
    [InlineData("wall=a\"b<c", "pc6", 1)]
    [InlineData("größe=groß", "pc7", 1)]
    [InlineData("BÜHNE", "Bühne", 9)]
    [InlineData("*", "Bühne m-2 pc1 pc2 pc3 pc4 pc5 pc6 pc7", 9)]
    [InlineData("a=1,b=1,c=1,d=1,wall=east", null, 9)]
    [InlineData("nobody", null, 0)]
    public async Task Candidates_AreAllThatIsMeant_AndFewElse(string text, string? names, int read)
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([
            Save(1), Save(2), Save(3, ("wall", "east")), Save(4, ("wall", "east"), ("group", "stage")), Save(5, ("wall", "")), Save(6, ("wall", "a\"b<c")), Save(7, ("größe", "groß")),
            new StorageChange.SaveMachine(TestStorage.Machine("m-8", "Bühne") with { Labels = new Dictionary<string, string>() }),
            new StorageChange.SaveMachine(TestStorage.Machine("m-9", "m-2") with { FactsJson = """{"wall":"east"}""", Labels = new Dictionary<string, string> { ["x"] = "1" } }),
        ]);
        Assert.True(TargetExpression.TryParse(text, out var target, out _));

        var candidates = await storage.Reader.CandidatesAsync(target, Cancel);

        Assert.Equal(read, candidates.Count);
        Assert.Equal(names is not null, target.TryResolve(candidates, out var meant, out _));
        Assert.Equal(names, names is null ? null : string.Join(' ', meant.Select(machine => machine.Name)));

        static StorageChange.SaveMachine Save(int n, params (string Key, string Value)[] labels) =>
            new(TestStorage.Machine($"m-{n}", $"pc{n}") with { Labels = labels.ToDictionary(label => label.Key, label => label.Value) });
    }

    [Fact]
    public async Task Processes_Filters_AndCursor()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([
            new StorageChange.SaveMachine(TestStorage.Machine()),
            .. Enumerable.Range(1, 9).Select(n => TestStorage.Save(TestStorage.Process(n, n % 3 == 0 ? "m-9" : "m-1", n % 2 == 0 ? ProcessState.Exited : ProcessState.Running))),
        ]);

        Assert.Equal([1L, 3, 5, 7, 9], await IdsAsync(null, false, 0, 10));
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8, 9], await IdsAsync(null, true, 0, 10));
        Assert.Equal([5L, 6, 7], await IdsAsync(null, true, 4, 3));
        Assert.Equal([3L, 9], await IdsAsync(["m-9"], false, 0, 10));
        Assert.Empty(await IdsAsync([], true, 0, 10));

        // The machine of some is gone; its id is all that can be said.
        Assert.Equal(["stage", "stage", "m-9"], (await storage.Reader.ProcessesAsync([3, 1, 2, 77], Cancel)).Select(row => row.Machine));
        Assert.Equal([1L, 5, 7], (await storage.Reader.LiveAsync("m-1", Cancel)).Select(process => process.Id));
        Assert.Equal([8L, 4], (await storage.Reader.EndedLatelyAsync("m-1", 2, Cancel)).Select(process => process.Id));

        async Task<IEnumerable<long>> IdsAsync(string[]? machines, bool ended, long after, int limit) =>
            (await storage.Reader.ProcessesAsync(machines, ended, after, limit, Cancel)).Select(row => row.Process.Id);
    }

    [Fact]
    public async Task Processes_ThousandIds_AreFound()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([.. Enumerable.Range(1, 1_500).Select(n => TestStorage.Save(TestStorage.Process(n)))]);

        Assert.Equal(1_500, (await storage.Reader.ProcessesAsync([.. Enumerable.Range(1, 1_500).Select(n => (long)n)], Cancel)).Count);
    }

    [Fact]
    public async Task Events_AfterACursor_NeitherGapNorDuplicate()
    {
        await using var storage = await TestStorage.CreateAsync();
        var seen = new List<long>();
        for (var round = 0; round < 5; round++)
        {
            await storage.Commits.CommitAsync([.. Enumerable.Range(0, 7).Select(n => TestStorage.Event("n", (round * 7) + n))]);
            while (await storage.Reader.EventsAsync(seen.LastOrDefault(), 4, Cancel) is { Count: > 0 } page)
            {
                seen.AddRange(page.Select(row => row.Id));
            }
        }

        Assert.Equal(35, seen.Count);
        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(seen[^1], await storage.Reader.NewestEventAsync(Cancel));
    }

    [Fact]
    public async Task Output_OfSeveral_InTheOrderOfCommits_BytesAsTheyWere()
    {
        await using var storage = await TestStorage.CreateAsync();
        byte[] all = [.. Enumerable.Range(0, 256).Select(n => (byte)n)];
        await storage.Commits.CommitAsync([TestStorage.Output(1, 1, 0, all)]);
        await storage.Commits.CommitAsync([TestStorage.Output(2, 2, 5, [0xff]), TestStorage.Output(3, 1, 0, [1])]);
        await storage.Commits.CommitAsync([TestStorage.Output(1, 2, 0, [])]);

        var rows = await storage.Reader.OutputAsync([1, 2], 0, 10, Cancel);
        Assert.Equal([(1L, 1, 0L), (2L, 2, 5L), (1L, 2, 0L)], rows.Select(row => (row.ProcessId, row.Stream, row.Offset)));
        Assert.Equal(all, rows[0].Bytes);
        Assert.Equal(2, (await storage.Reader.OutputAsync([1, 2], rows[0].Piece, 10, Cancel)).Count);
        Assert.Equal(new Dictionary<int, long> { [1] = 256, [2] = 0 }, await storage.Reader.OutputEndsAsync(1, Cancel));
    }

    [Fact]
    public async Task Empty_Database_IsNoFailure()
    {
        await using var storage = await TestStorage.CreateAsync();

        Assert.Empty(await storage.Reader.MachinesAsync(null, 10, Cancel));
        Assert.Equal(0, await storage.Reader.NewestEventAsync(Cancel));
        Assert.Equal(0, await storage.Reader.HighestProcessIdAsync(Cancel));
        Assert.Empty(await storage.Reader.OutputEndsAsync(1, Cancel));
    }

    [Fact]
    public async Task HighestProcessId_OfARemovedMachine_StillCounts()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Commits.CommitAsync([
            new StorageChange.SaveMachine(TestStorage.Machine()), TestStorage.Save(TestStorage.Process(5)), TestStorage.Event("process.running", 5)]);

        await storage.Commits.CommitAsync([new StorageChange.RemoveMachine("m-1")]);

        Assert.Equal(5, await storage.Reader.HighestProcessIdAsync(Cancel));
    }
}
