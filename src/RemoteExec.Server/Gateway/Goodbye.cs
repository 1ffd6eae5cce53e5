namespace RemoteExec.Server.Gateway;

/// <summary>Tells every machine that the server stops, before anything else is taken down.</summary>
internal sealed class Goodbye(SessionTable sessions, IHostApplicationLifetime lifetime) : IHostedService
{
    private Task _said = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _said = sessions.CloseAllAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _said;
}
