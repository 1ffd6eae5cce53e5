using RemoteExec.Api.Client;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>From an operator's request to a plain client and back: <c>execute</c>, <c>executed</c>, <c>processStatus</c> (docs/protocol.md §7, §10).</summary>
public sealed class ExecuteTests(RealServer server)
{
    private static readonly string[] AwkwardArguments = ["plain", "two words", "", "a \"quote\"", @"C:\folder\", @"ends in \\ and space\", "tab\there", "ünï✓", "$HOME;*"];

    public static TheoryData<string> SeedDialects { get; } = ["BE16", "LE16", "BE4"];

    public static TheoryData<string> AllDialects { get; } = ["BE16", "LE16", "BE4", "LE4"];

    [Theory]
    [MemberData(nameof(SeedDialects))]
    public async Task Execute_ToASeedPeer_IsTheArrayOfTheSeed(string dialect)
    {
        await using var peer = await Peer.AdmittedAsync(server, dialect);

        var process = (await server.StartOnAsync(
            peer.Address,
            new ExecutableRequest { Application = "player", Path = "/opt/show", Arguments = AwkwardArguments, Delay = 1_500, Name = "main player" }))[0];

        var entry = Assert.Single((await peer.PacketAsync("execute")).Value.EnumerateArray());
        Assert.Equal(process.WireId, entry.GetProperty("id").GetInt64());
        Assert.Equal("main player", entry.GetProperty("name").GetString());
        Assert.Equal(1_500, entry.GetProperty("delay").GetInt32());
        Assert.Equal("player", entry.GetProperty("application").GetString());
        Assert.Equal("/opt/show", entry.GetProperty("path").GetString());
        Assert.Equal(AwkwardArguments, entry.GetProperty("arguments").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(ProcessStateWords.Pending, process.State);
    }

    [Fact]
    public async Task Execute_ToALegacyPeer_IsTheObjectWithOneStringOfArguments()
    {
        await using var peer = await Peer.AdmittedAsync(server, "LE4");

        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player", Path = "/opt/show", Arguments = AwkwardArguments }))[0];

        var packet = await peer.PacketAsync("execute");
        Assert.Single(packet.Data.EnumerateObject());
        var entry = Assert.Single(packet.Value.GetProperty("executables").EnumerateArray());
        Assert.Equal(process.WireId, entry.GetProperty("id").GetInt64());
        await peer.DoAsync("split", new { line = entry.GetProperty("arguments").GetString() });
        Assert.Equal(AwkwardArguments, (await peer.NextAsync("split")).GetProperty("arguments").EnumerateArray().Select(a => a.GetString()));
    }

    [Theory]
    [MemberData(nameof(AllDialects))]
    public async Task Process_IsFollowedFromStartToEnd(string dialect)
    {
        await using var peer = await Peer.AdmittedAsync(server, dialect);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        Assert.Equal(ProcessStateWords.Starting, process.State);
        await peer.PacketAsync("execute");

        await peer.SendAsync(new { executed = new[] { new { id = process.WireId, started = true, message = "" } } });
        await peer.SendAsync(new { processStatus = new[] { new { id = process.WireId, state = "RUNNING", message = "" } } });
        await server.ProcessAsync(process.Id, ProcessStateWords.Running);
        await peer.SendAsync(new { processStatus = new[] { new { id = process.WireId, state = "EXITED", message = "exit code 3", exitCode = 3 } } });

        var ended = await server.ProcessAsync(process.Id, ProcessStateWords.Exited);
        Assert.Equal((3, "exit code 3"), (ended.ExitCode, ended.Message));
    }

    [Fact]
    public async Task NotStarted_IsFailedWithTheReason()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");

        await peer.SendAsync(new { executed = new[] { new { id = process.WireId, started = false, message = "not found: player" } } });

        Assert.Equal("not found: player", (await server.ProcessAsync(process.Id, ProcessStateWords.Failed)).Message);
    }

    [Theory]
    [InlineData("\"STARTED\"", ProcessStateWords.Running)]
    [InlineData("\"running\"", ProcessStateWords.Running)]
    [InlineData("1", ProcessStateWords.Running)]
    [InlineData("2", ProcessStateWords.Running)]
    [InlineData("\"TERMINATED\"", ProcessStateWords.Exited)]
    [InlineData("3", ProcessStateWords.Exited)]
    [InlineData("\"Stopped\"", ProcessStateWords.Closed)]
    [InlineData("0", ProcessStateWords.Closed)]
    [InlineData("\"UNKNOWN\"", ProcessStateWords.Unknown)]
    [InlineData("4.0", ProcessStateWords.Unknown)]
    public async Task LegacyWordsAndNumbersOfStates_AreUnderstood(string state, string expected)
    {
        await using var peer = await Peer.AdmittedAsync(server, "LE4");
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");
        await peer.SendAsync(new { executed = new[] { new { id = process.WireId, started = true } } });

        await peer.DoAsync("send", new { text = $$$"""{"data":{"processStatus":[{"id":{{{process.WireId}}},"state":{{{state}}}}]}}""" });

        await server.ProcessAsync(process.Id, expected);
    }

    [Fact]
    public async Task Stop_AtALegacyPeer_IsAKill()
    {
        await using var peer = await Peer.AdmittedAsync(server, "LE4");
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");
        await peer.SendAsync(new { executed = new[] { new { id = process.WireId, started = true } } });
        await server.ProcessAsync(process.Id, ProcessStateWords.Running);

        await server.Api.StopAsync(process.Id, new StopRequest());

        var kill = (await peer.PacketAsync("kill")).Value;
        Assert.Equal(process.WireId, Assert.Single(kill.GetProperty("processes").EnumerateArray()).GetProperty("id").GetInt64());
        await peer.SendAsync(new { processStatus = new[] { new { id = process.WireId, state = "STOPPED" } } });
        await server.ProcessAsync(process.Id, ProcessStateWords.Closed);
    }

    [Fact]
    public async Task Stop_AtASeedPeer_IsRefusedAndNothingIsSent()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");

        var refusal = await Assert.ThrowsAsync<ApiException>(() => server.Api.StopAsync(process.Id, new StopRequest()));

        Assert.Equal(ProblemCodes.NoStop, refusal.Code);
        await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "next" });
        Assert.Equal("next", (await peer.PacketAsync("execute")).Value[0].GetProperty("application").GetString());
    }

    [Fact]
    public async Task LargeBatch_ToALegacyPeer_ComesInOrderInFramesOfAtMost1400BytesEachInOnePiece()
    {
        await using var peer = await Peer.AdmittedAsync(server, "LE4");
        var batch = Enumerable.Range(1, 60)
            .Select(n => new ExecutableRequest { Application = $"player-{n}", Path = "/opt/show/players", Arguments = ["--screen", $"{n}", "--title", "a title in four words"] });

        var processes = await server.StartOnAsync(peer.Address, [.. batch]);

        var ids = new List<long>();
        while (ids.Count < processes.Count)
        {
            var packet = await peer.PacketAsync("execute");
            Assert.InRange(packet.Bytes, 1, 1_400);
            Assert.Equal(1, packet.Pieces);
            ids.AddRange(packet.Value.GetProperty("executables").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64()));
        }

        Assert.Equal(processes.Select(process => process.WireId), ids);
    }

    [Fact]
    public async Task StatusOfAnIdThatWasNeverIssued_IsDroppedAndDisturbsNothing()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");

        await peer.DoAsync("send", new { text = """{"data":{"processStatus":[{"id":1999999999,"state":"RUNNING"},{"id":"0b6f1c1e-4a3e-4f60-9d0c-6f3a0a7f5d11","state":"RUNNING"}]}}""" });
        await peer.SendAsync(new { executed = new[] { new { id = process.WireId, started = true } } });

        await server.ProcessAsync(process.Id, ProcessStateWords.Running);
        Assert.Single(await server.Api.ProcessesAsync(peer.Address, all: true));
    }

    [Fact]
    public async Task UnknownKeysAndSeveralKnownOnes_AreTakenInOrder()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");

        await peer.DoAsync("send", new
        {
            text = $$$"""{"data":{"":{},"holder":{"holder2":1},"novelty":[],"executed":[{"id":{{{process.WireId}}}.0,"started":true}],"processStatus":[{"id":{{{process.WireId}}},"state":"EXITED","exitCode":0}]}}""",
        });

        Assert.Equal(0, (await server.ProcessAsync(process.Id, ProcessStateWords.Exited)).ExitCode);
    }

    [Fact]
    public async Task SeedPeerThatReturns_IsNotSentAgainWhatItDidNotAnswer()
    {
        await using var peer = await Peer.AdmittedAsync(server);
        var process = (await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "player" }))[0];
        await peer.PacketAsync("execute");
        await peer.DoAsync("close");
        await peer.ClosedAsync();
        await server.ProcessAsync(process.Id, ProcessStateWords.Unknown);
        await server.MachineAsync(peer.Address, machine => machine?.Connected == false);

        await using var again = await Peer.AdmittedAsync(server, address: peer.Address);
        await server.StartOnAsync(peer.Address, new ExecutableRequest { Application = "next" });

        Assert.Equal("next", (await again.PacketAsync("execute")).Value[0].GetProperty("application").GetString());
        Assert.Equal(ProcessStateWords.Unknown, (await server.Api.ProcessAsync(process.Id)).State);
    }
}
