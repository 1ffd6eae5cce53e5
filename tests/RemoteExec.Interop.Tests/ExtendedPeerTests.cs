using RemoteExec.Api.Processes;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>A peer with every extension, made from docs/protocol.md §9 alone: what it does once it is let in.</summary>
public sealed class ExtendedPeerTests(RealServer server)
{
    [Fact]
    public async Task Machine_IsConnectedOnceTheSnapshotHasEnded()
    {
        await using var peer = await ExtendedPeer.AdmittedAsync(server);

        await peer.Wire.SendAsync(new
        {
            setup = new
            {
                name = peer.Name,
                labels = new { wall = "east" },
                addresses = new[] { "192.0.2.7" },
                executableTree = new[] { new { path = "/opt/show", files = new[] { "warp" }, folders = Array.Empty<object>(), truncated = true } },
                facts = new { agent = "peer.mjs 1", os = "Node" },
            },
        });
        var complete = (await peer.Wire.PacketAsync("setupComplete")).Value;
        Assert.Equal((peer.MachineId, peer.Name), (complete.GetProperty("id").GetString(), complete.GetProperty("name").GetString()));
        Assert.False((await server.MachineAsync(peer.Name, machine => machine is not null))!.Connected);

        await peer.SnapshotAsync();

        var machine = await server.ConnectedAsync(peer.Name);
        Assert.Equal(peer.MachineId, machine.Id);
        Assert.Equal([peer.Wire.Address, "192.0.2.7"], machine.Addresses);
        Assert.Equal("east", machine.Labels["wall"]);
        Assert.Equal("peer.mjs 1", machine.Agent);
        Assert.Equal("/opt/show", machine.Folders!.Value[0].GetProperty("path").GetString());
        Assert.Equal(ExtendedPeer.Extensions.Order(), machine.Extensions.Order());
    }

    [Fact]
    public async Task SecondOfOneName_IsCalledName2()
    {
        await using var first = await ExtendedPeer.ConnectedAsync(server);
        await using var second = await ExtendedPeer.AdmittedAsync(server);

        await second.Wire.SendAsync(new { setup = new { name = first.Name } });

        Assert.Equal(first.Name + "-2", (await second.Wire.PacketAsync("setupComplete")).Value.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Process_WithJournalAndOutput_IsAcknowledgedAndStored()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var process = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        var id = process.WireId;
        await peer.Wire.PacketAsync("execute");

        await peer.Wire.SendAsync(new { executed = new[] { new { id, started = true, message = "" } }, seq = 1 });
        await peer.AcknowledgedAsync(1);
        await peer.Wire.SendAsync(new { processStatus = new[] { new { id, state = "RUNNING" } }, seq = 2 });
        await peer.AcknowledgedAsync(2);
        await peer.Wire.DoAsync("send", new
        {
            text = $$$"""{"data":{"output":[{"id":{{{id}}},"stream":"stdout","offset":0,"text":"ünï\n"},{"id":{{{id}}},"stream":"stderr","offset":0,"bytes":"/w=="},{"id":{{{id}}},"stream":"stdout","offset":6,"text":"end"}]}}""",
        });
        var stored = new Dictionary<string, long>();
        while (stored.GetValueOrDefault("stdout") < 9 || stored.GetValueOrDefault("stderr") < 1)
        {
            foreach (var ack in (await peer.Wire.PacketAsync("ack")).Value.GetProperty("output").EnumerateArray())
            {
                Assert.Equal(id, ack.GetProperty("id").GetInt64());
                stored[ack.GetProperty("stream").GetString()!] = ack.GetProperty("offset").GetInt64();
            }
        }

        var ended = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        await peer.Wire.SendAsync(new { processStatus = new[] { new { id, state = "EXITED", exitCode = 0, at = ended } }, seq = 3 });
        await peer.AcknowledgedAsync(3);

        await server.ProcessAsync(process.Id, ProcessStateWords.Exited);
        var output = await server.Api.OutputAsync(process.Id).ToListAsync();
        Assert.Equal("ünï\nend", string.Concat(output.Where(piece => piece.Stream == "stdout").Select(piece => piece.Text)));
        Assert.Equal([0xff], output.Single(piece => piece.Stream == "stderr").Bytes!);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(ended / 1_000), (await server.Api.ProcessAsync(process.Id)).EndedAt);
    }

    [Fact]
    public async Task Stop_IsAKillWithItsGrace()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var process = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        await peer.Wire.PacketAsync("execute");
        await peer.Wire.SendAsync(new { executed = new[] { new { id = process.WireId, started = true } }, seq = 1 });
        await peer.AcknowledgedAsync(1);

        await server.Api.StopAsync(process.Id, new StopRequest { Grace = 250 });

        var kill = (await peer.Wire.PacketAsync("kill")).Value;
        Assert.Equal(process.WireId, Assert.Single(kill.GetProperty("processes").EnumerateArray()).GetProperty("id").GetInt64());
        Assert.Equal(250, kill.GetProperty("grace").GetInt32());
        await peer.Wire.SendAsync(new { processStatus = new[] { new { id = process.WireId, state = "CLOSED", signal = 15 } }, seq = 2 });
        Assert.Equal(15, (await server.ProcessAsync(process.Id, ProcessStateWords.Closed)).Signal);
    }

    [Fact]
    public async Task Ping_IsAnsweredWithThreeTimes()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);

        await peer.Wire.SendAsync(new { ping = new { t0 = 1_790_000_000_000_123 } });

        var pong = (await peer.Wire.PacketAsync("pong")).Value;
        Assert.Equal(1_790_000_000_000_123, pong.GetProperty("t0").GetInt64());
        Assert.InRange(pong.GetProperty("t1").GetInt64(), DateTimeOffset.UtcNow.AddMinutes(-5).ToUnixTimeMilliseconds() * 1_000, pong.GetProperty("t2").GetInt64());
    }

    [Fact]
    public async Task EntryThatWasNotAnswered_IsSentAgainAfterTheNextSnapshot()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var process = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        await peer.Wire.PacketAsync("execute");

        await peer.LeaveAsync();
        await peer.ReturnAsync();
        await peer.SnapshotAsync(highestId: 0);

        var again = await peer.Wire.PacketAsync("execute");
        Assert.Equal(process.WireId, again.Value[0].GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task NewsToldTwice_ChangesNothingAndIsAcknowledgedTwice()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var process = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        var id = process.WireId;
        await peer.Wire.PacketAsync("execute");
        await TellAsync();

        await peer.LeaveAsync();
        await peer.ReturnAsync();
        await TellAsync();
        await peer.SnapshotAsync(highestId: id);

        await server.ConnectedAsync(peer.Name);
        var known = Assert.Single(await server.Api.ProcessesAsync(peer.Name, all: true));
        Assert.Equal((ProcessStateWords.Exited, 7), (known.State, known.ExitCode));

        async Task TellAsync()
        {
            await peer.Wire.SendAsync(new { executed = new[] { new { id, started = true } }, seq = 1 });
            await peer.AcknowledgedAsync(1);
            await peer.Wire.SendAsync(new { processStatus = new[] { new { id, state = "EXITED", exitCode = 7 } }, seq = 2 });
            await peer.AcknowledgedAsync(2);
        }
    }

    [Fact]
    public async Task ProcessMissingInACompleteSnapshot_HasExitedAndIdsGoOnAboveTheHighest()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var lost = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        await peer.Wire.PacketAsync("execute");
        await peer.Wire.SendAsync(new { executed = new[] { new { id = lost.WireId, started = true } }, seq = 1 });
        await peer.AcknowledgedAsync(1);

        await peer.LeaveAsync();
        await peer.ReturnAsync();
        await peer.SnapshotAsync(highestId: 4_000);

        Assert.Contains("outcome unknown", (await server.ProcessAsync(lost.Id, ProcessStateWords.Exited)).Message, StringComparison.Ordinal);
        Assert.Equal(4_001, (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0].WireId);
    }

    [Fact]
    public async Task ProcessesOfASnapshot_RunOnOrAreAdopted()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        var known = (await server.StartOnAsync(peer.Name, new ExecutableRequest { Application = "player" }))[0];
        await peer.Wire.PacketAsync("execute");
        await peer.Wire.SendAsync(new { executed = new[] { new { id = known.WireId, started = true } }, seq = 1 });
        await peer.AcknowledgedAsync(1);
        await peer.LeaveAsync();
        await server.ProcessAsync(known.Id, ProcessStateWords.Unknown);

        await peer.ReturnAsync();
        await peer.Wire.SendAsync(new { processStatus = new[] { new { id = known.WireId, state = "RUNNING" }, new { id = 77L, state = "RUNNING" } }, seq = 2 });
        await peer.AcknowledgedAsync(2);
        await peer.SnapshotAsync(highestId: 77);

        await server.ProcessAsync(known.Id, ProcessStateWords.Running);
        Assert.Equal([known.WireId, 77], (await server.Api.ProcessesAsync(peer.Name)).Select(process => process.WireId).Order());
    }

    [Fact]
    public async Task SecondConnectionOfOneIdentity_ReplacesTheFirstWhichHearsWhy()
    {
        await using var peer = await ExtendedPeer.ConnectedAsync(server);
        await using var twin = await ExtendedPeer.AdmittedAsync(server, peer.Seed);

        await twin.Wire.SendAsync(new { setup = new { name = peer.Name } });

        Assert.Equal("replaced", (await peer.Wire.PacketAsync("bye")).Value.GetProperty("reason").GetString());
        await peer.Wire.ClosedAsync();
        Assert.Equal(peer.Name, (await twin.Wire.PacketAsync("setupComplete")).Value.GetProperty("name").GetString());
    }

    [Fact]
    public async Task ServerThatStops_SaysGoodbyeAndEndsWell()
    {
        await using var own = await RealServer.StartAsync();
        await using var peer = await ExtendedPeer.ConnectedAsync(own);

        var exit = own.StopAsync();

        var bye = (await peer.Wire.PacketAsync("bye")).Value;
        Assert.Equal("shutdown", bye.GetProperty("reason").GetString());
        Assert.True(bye.GetProperty("reconnectAfter").GetInt32() >= 0);
        await peer.Wire.DoAsync("close");
        await peer.Wire.UntilAsync("closed");
        Assert.True(await exit == 0, own.Printed);
    }

    [Fact]
    public async Task NewsBeforeSetup_Is200AndTheEnd()
    {
        await using var peer = await ExtendedPeer.AdmittedAsync(server);

        await peer.Wire.SendAsync(new { executed = Array.Empty<object>(), seq = 1 });

        await peer.Wire.ErrorAsync(200, encrypted: true);
        await peer.Wire.ClosedAsync();
    }
}
