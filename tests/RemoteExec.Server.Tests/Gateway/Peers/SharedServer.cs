using RemoteExec.Server.Tests.Gateway.Peers;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>One server for all tests that leave it as it was, and a well-behaved neighbour on it that must never notice them.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private const string NeighbourName = "neighbour";
    private AgentPeer _neighbour = null!;

    internal TestServer Server { get; private set; } = null!;

    internal CapturedLog Log => Server.Log;

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        _neighbour = await AgentPeer.ConnectAsync(Server, new AgentPeerOptions { Name = NeighbourName, Serves = true });
    }

    /// <summary>What an operator starts on the neighbour still starts, and its connection is still the first one.</summary>
    internal async Task NeighbourIsUndisturbedAsync()
    {
        var process = await Server.StartProgramAsync(NeighbourName);
        await Server.ProcessInStateAsync(process.Id, "exited");
        Assert.Null(_neighbour.Ended);
    }

    public async ValueTask DisposeAsync()
    {
        await _neighbour.DisposeAsync();
        await Server.DisposeAsync();
    }
}
