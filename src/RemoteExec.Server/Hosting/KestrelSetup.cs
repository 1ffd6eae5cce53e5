using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>The two ports: agents on the bare transport, people on HTTP.</summary>
internal static class KestrelSetup
{
    // Generous for a person, short for someone who holds a connection open to occupy it.
    private static readonly TimeSpan RequestHead = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private const int RequestLine = 256 * 1024;

    /// <summary>Binds both ports; <paramref name="agents"/> puts the gateway behind the first.</summary>
    internal static void AddPorts(
        this WebApplicationBuilder builder, ServerSettings settings, BoundEndpoints bound, OpenPorts? ports, Action<ListenOptions> agents)
    {
        var budget = DescriptorBudget.From(DescriptorBudget.ReadLimit(), settings.Limits.Connections);
        var sockets = new ListenSockets();
        builder.Services.AddSingleton(sockets).AddSingleton<AgentPort>().AddHostedService(services => services.GetRequiredService<AgentPort>());
        builder.Services.AddSingleton(bound).AddSingleton<IReadiness>(bound).AddSingleton(budget);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(transport => transport.CreateBoundListenSocket =
            wanted => sockets.Remember(ports?.Give(wanted) ?? SocketTransportOptions.CreateDefaultBoundListenSocket(wanted)));

        builder.Services.AddOptions<KestrelServerOptions>().Configure<ILoggerFactory, AgentPort>((kestrel, loggers, agentPorts) =>
        {
            var logger = loggers.CreateLogger("RemoteExec.Server.Ports");
            kestrel.AddServerHeader = false;

            // The caps below count, and say so; this one would close before them, without a word to anybody.
            kestrel.Limits.MaxConcurrentConnections = null;
            kestrel.Limits.MaxConcurrentUpgradedConnections = budget.Http;

            // Whoever follows a thousand processes names them all in one address.
            kestrel.Limits.MaxRequestLineSize = RequestLine;
            kestrel.Limits.RequestHeadersTimeout = RequestHead;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;

            ListenOptions? agentPort = null;
            ListenOptions? httpPort = null;
            kestrel.Listen(settings.Listen, options =>
            {
                agentPort = options;
                options.Use(agentPorts.Cap.Use);
                agents(options);
            });
            kestrel.Listen(settings.Http, options =>
            {
                httpPort = options;
                options.Protocols = HttpProtocols.Http1;
                options.Use(new ConnectionCap("HTTP", budget.Http, logger).Use);
            });
            bound.Remember(agentPort!, httpPort!);
        });
    }
}
