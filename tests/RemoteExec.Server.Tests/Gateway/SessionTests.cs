using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Who a connection speaks for, and what it may tell.</summary>
public class SessionTests(SharedServer shared)
{
    private TestServer Server => shared.Server;

    [Fact]
    public async Task SecondConnectionOfAnIdentity_ReplacesTheFirst()
    {
        using var key = SigningKey.Generate();
        await using var first = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Identity = key, Name = "twice" });
        await using var second = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Identity = key, Name = "twice", Serves = true });

        Assert.Equal(ByeReasons.Replaced, (await first.ReceiveAsync<ByeMessage>()).Reason);
        await first.EndAsync();
        var process = await Server.StartProgramAsync("twice");
        await Server.ProcessInStateAsync(process.Id, "exited");
        Assert.Null(second.Ended);
        Assert.Single(await Server.Client.MachinesAsync(), machine => machine.Name.StartsWith("twice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecondMachineOfAName_IsNumbered()
    {
        await using var first = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "beamer" });
        await using var second = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "BEAMER" });
        await using var third = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "beamer" });

        var names = (await MachinesAsync("beamer", 3)).Select(machine => machine.Name);

        Assert.Equal(["BEAMER-2", "beamer", "beamer-3"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ForbiddenCharactersInAName_AreReplaced_AndInvisibleOnesDropped()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = " \u001b[31mred,@*=\u202Eeman\n" });

        var machine = Assert.Single(await MachinesAsync("[31mred", 1));

        Assert.Equal("[31mred----eman", machine.Name);
        await shared.Log.LineAsync("[31mred----eman connected");
        Assert.DoesNotContain(shared.Log.Lines, line => line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task PlainClientsOfOneAddress_TakeSlots_AndShareOneCounter()
    {
        var from = Loopback.Next();
        using var first = await RawPeer.DialAsync(Server, from: from);
        await first.LogInAsync(Server.Password);
        await shared.Log.LineAsync($"{from} connected");
        using var second = await RawPeer.DialAsync(Server, from: from);
        await second.LogInAsync(Server.Password);
        await shared.Log.LineAsync($"{from}#2 connected");

        var one = await Server.StartProgramAsync(from.ToString());
        var two = await Server.StartProgramAsync($"{from}#2");
        Assert.NotEqual(one.WireId, two.WireId);
        Assert.Contains($"\"id\":{one.WireId},", await first.ReadSealedAsync(), StringComparison.Ordinal);
        Assert.Contains($"\"id\":{two.WireId},", await second.ReadSealedAsync(), StringComparison.Ordinal);

        // The lowest free slot is the next one's.
        first.Dispose();
        await shared.Log.LineAsync($"{from} ({from}) disconnected");
        await Eventually.TrueAsync(
            async () => !(await Server.Client.MachineAsync(from.ToString())).Connected, TestServer.Patience, () => "It is still connected.");
        using var third = await RawPeer.DialAsync(Server, from: from);
        await third.LogInAsync(Server.Password);
        var three = await Server.StartProgramAsync(from.ToString());
        Assert.True(three.WireId > two.WireId);
        Assert.Contains($"\"id\":{three.WireId},", await third.ReadSealedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LegacyClient_IsNamedByItsSetup_AndSentItsShape()
    {
        await using var legacy = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Dialect = FrameDialect.LE4 });
        await legacy.SendAsync(new SetupMessage { Name = "old-timer" });
        await MachinesAsync("old-timer", 1);

        var process = await Server.StartProgramAsync("old-timer", "a b", "c");
        var entry = Assert.Single((await legacy.ReceiveAsync<ExecuteMessage>()).Entries);
        Assert.Equal(["a b", "c"], entry.Arguments);
        await legacy.AnswerAsync(entry.Id!.Value, true);
        await legacy.TellAsync(AgentPeer.Status(process.WireId, WireProcessState.Closed));

        await Server.ProcessInStateAsync(process.Id, "closed");
    }

    [Fact]
    public async Task StatusOfAnIdThatWasNeverIssued_IsDroppedAndAudited()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "liar", Serves = true });
        var process = await Server.StartProgramAsync("liar");
        await Server.ProcessInStateAsync(process.Id, "exited");

        var foreign = process.WireId + 1_000;
        await agent.AcknowledgedAsync(await agent.TellAsync(AgentPeer.Status(foreign, WireProcessState.Running)));

        Assert.DoesNotContain(await Server.Client.ProcessesAsync("liar", all: true), p => p.WireId == foreign);
        Assert.Contains(
            await EventsAsync(),
            e => e.Kind == "audit.foreign-status" && e.Machine == "liar" && e.Data!.Value.ToString().Contains($"id {foreign} was never issued", StringComparison.Ordinal));
        await shared.NeighbourIsUndisturbedAsync();
    }

    [Fact]
    public async Task NewsOfATextId_IsDropped_AndSaid()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "texter" });
        Assert.True(WireId.TryCreate("a-uuid", out var id));
        await agent.AcknowledgedAsync(await agent.TellAsync(new ProcessStatusEntry { Id = id, State = WireProcessState.Running }));

        await shared.Log.LineAsync("texter", "\"a-uuid\"", "never issued");
    }

    [Fact]
    public async Task ControlCharactersInAMessage_AreEscaped()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "painter" });
        var process = await Server.StartProgramAsync("painter");
        var entry = Assert.Single((await agent.ReceiveAsync<ExecuteMessage>()).Entries);
        await agent.AnswerAsync(entry.Id!.Value, false, "\u001b[2Jgone\u0007 \u202Etxt \u2028 ü\n");

        Assert.Equal("\\u001b[2Jgone\\u0007 \\u202etxt \\u2028 ü\n", (await Server.ProcessInStateAsync(process.Id, "failed")).Message);
        await agent.SendAsync(new ByeMessage("\u001b[2J\nroot: all is well", null));
        var line = await shared.Log.LineAsync("painter", "it said goodbye");
        Assert.Contains("\\u001b[2J\\nroot", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
    }

    [Fact]
    public async Task SeveralKeysInOnePacket_AreTakenInOrder_UnknownOnesIgnored()
    {
        using var peer = await PlainAsync();
        var process = await Server.StartProgramAsync(peer.From.ToString());
        await peer.ReadSealedAsync();
        await peer.SendSealedAsync(RawPeer.Data(
            $"\"\":{{}},\"executed\":[{{\"id\":{process.WireId},\"started\":true}}],\"telepathy\":[1],\"processStatus\":[{{\"id\":{process.WireId},\"state\":\"exited\",\"exitCode\":7}}],\"holder\":1"));

        Assert.Equal(7, (await Server.ProcessInStateAsync(process.Id, "exited")).ExitCode);
    }

    [Fact]
    public async Task DataWithError_IsAnError_AndNotAnswered()
    {
        using var peer = await PlainAsync();
        var process = await Server.StartProgramAsync(peer.From.ToString());
        await peer.ReadSealedAsync();
        await peer.SendSealedAsync($"{{\"error\":{{\"code\":200}},\"data\":{{\"executed\":[{{\"id\":{process.WireId},\"started\":false}}]}}}}");
        await shared.Log.LineAsync($"({peer.From}) reported error 200");

        // What it hears next is what it is sent next.
        await Server.StartProgramAsync(peer.From.ToString());
        Assert.Contains("\"execute\"", await peer.ReadSealedAsync(), StringComparison.Ordinal);
        Assert.Equal("starting", (await Server.Client.ProcessAsync(process.Id)).State);
    }

    [Fact]
    public async Task NewsBeforeSetup_Is200AndCloses()
    {
        using var peer = await RawPeer.DialAsync(Server);
        await peer.LogInAsync(Server.Password, "\"setup\",\"journal\"");
        await peer.SendSealedAsync("""{"data":{"snapshot":{"complete":true,"highestId":0}}}""");

        await peer.RefusedSealedAsync(200);
    }

    [Fact]
    public async Task ExecuteThatFitsNoFrame_Fails_AndTheConnectionGoesOn()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "narrow", Serves = true });
        var large = await Server.StartProgramAsync("narrow", [.. Enumerable.Repeat(new string('x', 4_000), 30)]);

        Assert.Contains("do not fit", (await Server.ProcessInStateAsync(large.Id, "failed")).Message, StringComparison.Ordinal);
        var small = await Server.StartProgramAsync("narrow");
        await Server.ProcessInStateAsync(small.Id, "exited");
    }

    [Fact]
    public async Task ManyEntriesThatFitNoSingleFrame_GoInSeveral_InOrder()
    {
        await using var agent = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = "wide" });
        await MachinesAsync("wide", 1);
        var entries = Enumerable.Range(0, 200).Select(number => new Api.Processes.ExecutableRequest { Application = $"show{number}", Arguments = [new string('x', 3_000)] });
        await Server.Client.StartAsync(new Api.Processes.ExecuteRequest { Targets = ["wide"], Execute = [.. entries] });

        var received = new List<string>();
        while (received.Count < 200)
        {
            received.AddRange((await agent.ReceiveAsync<ExecuteMessage>()).Entries.Select(entry => entry.Application));
        }

        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"show{number}"), received);
    }

    private async Task<RawPeer> PlainAsync()
    {
        var peer = await RawPeer.DialAsync(Server);
        await peer.LogInAsync(Server.Password);
        await shared.Log.LineAsync($"{peer.From} connected");
        return peer;
    }

    private async Task<IReadOnlyList<Api.Machines.MachineResource>> MachinesAsync(string prefix, int count)
    {
        IReadOnlyList<Api.Machines.MachineResource> found = [];
        await Eventually.TrueAsync(
            async () => (found = [.. (await Server.Client.MachinesAsync()).Where(m => m.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))]).Count == count,
            TestServer.Patience,
            () => $"Found: {string.Join(", ", found.Select(m => m.Name))}");
        return found;
    }

    private async Task<IReadOnlyList<Api.Events.EventResource>> EventsAsync()
    {
        var all = new List<Api.Events.EventResource>();
        await foreach (var e in Server.Client.EventsAsync())
        {
            all.Add(e);
        }

        return all;
    }
}
