using RemoteExec.Server.Data;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>Says where the server is once it can be reached, and takes that back before it cannot.</summary>
internal sealed class EndpointsPublisher(
    DataFolder folder,
    ServerIdentity identity,
    BoundEndpoints bound,
    DescriptorBudget budget,
    TimeProvider time,
    ILogger<EndpointsPublisher> logger) : IHostedLifecycleService
{
    /// <summary>Every service has started: Kestrel listens on both ports.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var http = bound.Http;
        EndpointsFile.Write(folder, bound.Agents, http, identity.Fingerprint);
        bound.SayOpen(time.GetUtcNow());
        HostingLog.Budget(logger, budget.Limit, budget.Agents, budget.Http);
        HostingLog.Listening(
            logger, ListenAddress.ForThisMachine(bound.Agents), $"http://{ListenAddress.ForThisMachine(http)}", identity.Fingerprint, folder.Path);
        if (!System.Net.IPAddress.IsLoopback(http.Address))
        {
            HostingLog.HttpExposed(logger, $"http://{http}");
        }

        return Task.CompletedTask;
    }

    /// <summary>First thing of a stop: nobody new should find the way.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        bound.SayClosed();
        try
        {
            EndpointsFile.Remove(folder);
        }
        catch (IOException exception)
        {
            HostingLog.RemoveFailed(logger, folder.Endpoints, exception.Message);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        HostingLog.Stopped(logger);
        return Task.CompletedTask;
    }
}
