using System.Text;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>The cable is bad: what was asked for happens once, what was written arrives whole.</summary>
public sealed class FaultyLinkTests
{
    // The first exchanges of a connection: keys and identity, setup with the tree of folders, snapshot, a start, its answers, its output, its end.
    private static readonly long[] ToServer = [1, 68, 185, 186, 700, 1_200, 2_500, 5_000, 9_000, 12_500, 12_900, 13_300, 13_700, 14_100, 14_500, 15_000];
    private static readonly long[] ToAgent = [1, 15, 16, 17, 150, 250, 450, 600, 700, 800, 900, 1_000, 1_100, 1_250, 1_400, 1_600];

    [Fact(Explicit = true)]
    public async Task Link_CutAtManyBytes_AgentComesBackAndNothingStartsTwice()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        (Way Way, long Bytes)[] cuts = [.. ToServer.Select(at => (Way.ToServer, at)), .. ToAgent.Select(at => (Way.ToAgent, at))];

        // Side by side, because most of the time an agent only waits before it dials again.
        await Task.WhenAll(cuts.Select((cut, i) => (cut, i)).GroupBy(one => one.i % 4, one => one.cut).Select(async share =>
        {
            var machine = $"machine{share.Key}";
            await using var proxy = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!);
            var agent = await system.StartConnectedAgentAsync(machine, "--server", proxy.Address);
            foreach (var (way, bytes) in share)
            {
                var mark = system.FilePath($"{machine}-{way}-{bytes}");
                proxy.CutNextAfter(way, bytes);
                proxy.Cut();
                var ids = await api.StartAsync(machine, ("mark", $"echo started >> {mark}; exit 3"));

                var process = Assert.Single(await api.EndedAsync(ids, () => $"\ncut after {bytes} bytes {way}\n{agent.Printed}"));

                Assert.Equal(("exited", 3), (ServerApi.StateOf(process), process.GetProperty("exitCode").GetInt32()));
                Assert.Equal("started\n", await File.ReadAllTextAsync(mark));
            }
        }));
    }

    [Fact(Explicit = true)]
    public async Task Link_CutAgainAndAgain_TwentyMegabytesArriveByteForByte()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        await using var proxy = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!);
        await system.StartConnectedAgentAsync("lab", "--server", proxy.Address);

        // As much of one process as a server keeps is below 10 MB: three of them.
        var files = Enumerable.Range(0, 3).Select(i => system.FilePath($"noise{i}")).ToList();
        foreach (var (file, i) in files.Select((file, i) => (file, i)))
        {
            await File.WriteAllBytesAsync(file, Noise(seed: i, 7_000_000));
        }

        var ids = await api.StartAsync("lab", [.. files.Select(file => (Path.GetFileName(file), $"cat {file}"))]);
        for (var i = 0; i < 5; i++)
        {
            // In the middle of it, wherever that is.
            var before = proxy.Connections;
            proxy.CutNextAfter(Way.ToServer, 400_000 * (i + 1));
            proxy.Cut();
            await Eventually.BeTrueAsync(() => proxy.Connections > before, "the agent did not come back");
        }

        await api.EndedAsync(ids);
        foreach (var (id, file) in ids.Zip(files))
        {
            var (written, arrived) = (await File.ReadAllBytesAsync(file), await api.OutputAsync(id));
            Assert.True(written.SequenceEqual(arrived), $"{file} did not arrive as it was written: {arrived.Length} bytes, alike for the first {written.AsSpan().CommonPrefixLength(arrived)}");
        }
    }

    [Fact(Explicit = true)]
    public async Task Link_IsSlow_EverythingArrivesInOrder()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        await using var proxy = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!) { Delay = TimeSpan.FromMilliseconds(150) };
        await system.StartConnectedAgentAsync("lab", "--server", proxy.Address);
        var order = system.FilePath("order");

        // One packet each: a lane of its own, so each waits for the end of the one before it.
        var ids = new List<long>();
        for (var i = 0; i < 10; i++)
        {
            ids.AddRange(await api.StartAsync("lab", ($"p{i}", $"while [ \"$(cat {order} | wc -l)\" != {i} ]; do sleep 0.02; done; seq 1 2000; echo {i} >> {order}")));
        }

        await File.WriteAllTextAsync(order, "");
        var ended = await api.EndedAsync(ids);

        Assert.All(ended, process => Assert.Equal("exited", ServerApi.StateOf(process)));
        var written = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 2_000).Select(i => $"{i}\n")));
        foreach (var id in ids)
        {
            Assert.Equal(written, await api.OutputAsync(id));
        }

        // Of each process: asked for, running, ended, and told in that order.
        foreach (var told in (await api.EventsAsync()).Where(e => e.TryGetProperty("processId", out var id) && id.ValueKind == System.Text.Json.JsonValueKind.Number).GroupBy(e => e.GetProperty("processId").GetInt64()))
        {
            Assert.Equal(["process.starting", "process.running", "process.exited"], told.Select(e => e.GetProperty("kind").GetString()));
        }
    }

    [Fact(Explicit = true)]
    public async Task Link_FreezesAndTheAgentIsKilled_TheNextOneTakesItsPlaceWhileTheServerStillHoldsTheOldConnection()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        await using var frozen = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!);
        var agent = await system.StartConnectedAgentAsync("lab", "--server", frozen.Address);
        var go = system.FilePath("go");
        var mark = system.FilePath("mark");
        var ids = await api.StartAsync("lab", ("show", $"echo started >> {mark}; while [ ! -e {go} ]; do sleep 0.05; done; echo end; exit 6"));
        await Eventually.BeTrueAsync(() => File.Exists(mark), "it was not started");

        frozen.Freeze();
        agent.Signal(RunningProgram.SigKill);
        await agent.ExitAsync(TimeSpan.FromSeconds(10));
        await File.WriteAllTextAsync(go, "");
        await system.StartConnectedAgentAsync("lab");

        var process = Assert.Single(await api.EndedAsync(ids));
        Assert.Equal(("exited", 6), (ServerApi.StateOf(process), process.GetProperty("exitCode").GetInt32()));
        Assert.Equal("end\n", Encoding.UTF8.GetString(await api.OutputAsync(ids[0])));
        Assert.Equal("started\n", await File.ReadAllTextAsync(mark));
    }

    [Fact(Explicit = true)]
    public async Task Link_LostOnOneSideOnly_TheSecondConnectionReplacesTheHalfOpenOne()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        using var api = new ServerApi(system);
        await using var proxy = new FaultProxy(system.Endpoints.GetProperty("agents").GetString()!);
        await system.StartConnectedAgentAsync("lab", "--server", proxy.Address);
        var mark = system.FilePath("mark");

        for (var i = 1; i <= 3; i++)
        {
            // What is asked for now goes into the half that nobody reads any more.
            proxy.LoseAgents();
            var ids = await api.StartAsync("lab", ("mark", $"echo {i} >> {mark}"));
            var process = Assert.Single(await api.EndedAsync(ids));
            Assert.Equal(("exited", 0), (ServerApi.StateOf(process), process.GetProperty("exitCode").GetInt32()));
        }

        Assert.Equal("1\n2\n3\n", await File.ReadAllTextAsync(mark));
        Assert.Equal(4, proxy.Connections);
    }

    private static byte[] Noise(int seed, int length)
    {
        var noise = new byte[length];
        new Random(seed).NextBytes(noise);
        return noise;
    }
}
