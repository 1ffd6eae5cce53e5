using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Hosting;

/// <summary>How a server ends, and what is still true when it is back.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task KilledAndStartedAgain_TheSnapshotReconciles_AndNoIdComesAgain()
    {
        using var key = SigningKey.Generate();
        var options = new AgentPeerOptions { Name = "stage", Identity = key };
        long lasts, ends, unanswered;
        long highest;
        await using (var server = await ServerProcess.StartAsync(_temporary.At("data")))
        {
            using var people = server.Operator;
            await using var agent = await AgentPeer.ConnectAsync(server.Agents, server.Password, options);
            (lasts, var lastsWire) = await StartAsync(people);
            (ends, var endsWire) = await StartAsync(people);
            await agent.ReceiveAsync<ExecuteMessage>(execute => execute.Entries[0].Id!.Value.Number == endsWire);
            foreach (var wire in new[] { lastsWire, endsWire })
            {
                await agent.AnswerAsync(new WireId(wire), true);
                await agent.AcknowledgedAsync(await agent.TellAsync(AgentPeer.Status(wire, WireProcessState.Running)));
            }

            (unanswered, highest) = await StartAsync(people);
            await agent.ReceiveAsync<ExecuteMessage>();
            await server.KillAsync();
            await agent.EndAsync();
        }

        await using var again = await ServerProcess.StartAsync(_temporary.At("data"));
        using var operators = again.Operator;
        foreach (var id in new[] { lasts, ends, unanswered })
        {
            Assert.Equal("unknown", (await operators.ProcessAsync(id)).State);
        }

        // The key is enough. It still runs the first, has never heard of the last, and knows an id that this server has lost.
        await using var back = await AgentPeer.ConnectAsync(
            again.Agents, "", options with { ShowsPassword = false, HighestId = highest + 5, Snapshot = [AgentPeer.Status(1, WireProcessState.Running)] });

        // What was never answered is sent again, as the same start.
        Assert.Equal(highest, Assert.Single((await back.ReceiveAsync<ExecuteMessage>()).Entries).Id!.Value.Number);
        await InStateAsync(operators, lasts, "running");
        Assert.Equal("outcome unknown", (await InStateAsync(operators, ends, "exited")).Message);
        await InStateAsync(operators, unanswered, "starting");
        var (next, nextWire) = await StartAsync(operators);
        Assert.Equal(highest + 6, nextWire);
        Assert.True(next > unanswered);
    }

    [Fact]
    public async Task Terminate_SaysByeToAgents_AndWaitsForNobodyWhoDoesNotListen()
    {
        await using var server = await ServerProcess.StartAsync(_temporary.At("data"));
        await using var agent = await AgentPeer.ConnectAsync(server.Agents, server.Password, new AgentPeerOptions { Name = "stage" });
        using var stranger = await RawPeer.DialAsync(server.Agents);
        await stranger.ExchangeKeysAsync();

        server.Terminate();

        var bye = await agent.ReceiveAsync<ByeMessage>();
        Assert.Equal(ByeReasons.Shutdown, bye.Reason);
        Assert.NotNull(bye.ReconnectAfter);
        await agent.EndAsync();
        await stranger.ClosedAsync();
        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
        Assert.EndsWith("Stopped.", server.Output.TrimEnd(), StringComparison.Ordinal);
    }

    private static async Task<(long Id, long WireId)> StartAsync(RemoteExecClient people)
    {
        await Eventually.TrueAsync(
            async () => (await people.MachinesAsync()).Any(machine => machine.Connected), TestServer.Patience, () => "It is not connected.");
        var process = Assert.Single(await people.StartAsync(new ExecuteRequest { Targets = ["stage"], Execute = [new ExecutableRequest { Application = "show" }] }));
        return (process.Id, process.WireId);
    }

    private static async Task<ProcessResource> InStateAsync(RemoteExecClient people, long id, string state)
    {
        var process = await people.ProcessAsync(id);
        await Eventually.TrueAsync(async () => (process = await people.ProcessAsync(id)).State == state, TestServer.Patience, () => $"It is {process.State}.");
        return process;
    }
}
