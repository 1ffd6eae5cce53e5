namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>A server with one connected agent called "lab", for tests that leave it as they found it.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    internal RemoteExecSystem System { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        System = await RemoteExecSystem.StartAsync();
        await System.StartConnectedAgentAsync("lab");
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}
