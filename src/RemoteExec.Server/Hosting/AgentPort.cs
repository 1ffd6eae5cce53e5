using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using RemoteExec.Server.Data;
using RemoteExec.Server.Gateway;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// Where agents connect, while the server runs: a new port is opened first, then the old one stops accepting. Who is connected stays, whichever way he came.
/// </summary>
internal sealed class AgentPort(
    BoundEndpoints bound, ListenSockets sockets, DescriptorBudget budget, DataFolder folder, ServerIdentity identity, IServiceProvider services, ILoggerFactory loggers) : IHostedService
{
    private readonly List<KestrelServer> _later = [];
    private readonly ILogger _log = loggers.CreateLogger("RemoteExec.Server.Ports");

    /// <summary>Counts the agents of all ports together.</summary>
    internal ConnectionCap Cap { get; } = new("agents", budget.Agents, loggers.CreateLogger("RemoteExec.Server.Ports"));

    /// <summary>Opens another port; a sentence comes back when it cannot be had, and nothing has changed then.</summary>
    internal async Task<(NewPort? Opened, string? Problem)> OpenAsync(IPEndPoint wanted, CancellationToken cancellation)
    {
        ListenOptions? listen = null;
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = null;
        options.Listen(wanted, endpoint =>
        {
            listen = endpoint;
            endpoint.Use(Cap.Use);
            endpoint.UseConnectionHandler<AgentConnectionHandler>();
        });
        var server = new KestrelServer(Options.Create(options), services.GetServices<IConnectionListenerFactory>().OfType<SocketTransportFactory>().Last(), loggers);
        try
        {
            await server.StartAsync(new NoRequests(), cancellation).ConfigureAwait(false);
            return (new NewPort(server, listen!), null);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            server.Dispose();
            var error = (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode;
            return (null, error switch
            {
                SocketError.AccessDenied => $"not allowed to listen on {wanted}; ports below 1024 need root",
                SocketError.AddressNotAvailable => $"{wanted} is not an address of this machine",
                _ => $"something listens on {wanted} already; choose another port",
            });
        }
    }

    /// <summary>From now on agents connect there; the old port accepts nobody more.</summary>
    internal void Use(NewPort opened)
    {
        var old = bound.Agents;
        lock (_later)
        {
            _later.Add(opened.Server);
        }

        bound.RememberAgents(opened.Listen);
        sockets.Close(old);
        EndpointsFile.Write(folder, bound.Agents, bound.Http, identity.Fingerprint);
        HostingLog.AgentPortChanged(_log, old.ToString(), bound.Agents.ToString());
    }

    /// <summary>It was not wanted after all.</summary>
    internal static async Task AbandonAsync(NewPort opened)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await opened.Server.StopAsync(patience.Token).ConfigureAwait(false);
        opened.Server.Dispose();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        KestrelServer[] later;
        lock (_later)
        {
            later = [.. _later];
            _later.Clear();
        }

        foreach (var server in later)
        {
            await server.StopAsync(cancellationToken).ConfigureAwait(false);
            server.Dispose();
        }
    }

    /// <summary>A port that is open, and not used yet.</summary>
    internal sealed record NewPort(KestrelServer Server, ListenOptions Listen);

    /// <summary>Agents speak no HTTP: no request ever comes.</summary>
    private sealed class NoRequests : IHttpApplication<object>
    {
        public object CreateContext(IFeatureCollection contextFeatures) => throw new NotSupportedException();

        public Task ProcessRequestAsync(object context) => throw new NotSupportedException();

        public void DisposeContext(object context, Exception? exception)
        {
        }
    }
}
