using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RemoteExec.Server.Hosting;

/// <summary>Where the server really listens; with port 0 that is known only once Kestrel has bound.</summary>
internal sealed class BoundEndpoints : IReadiness
{
    private volatile ListenOptions? _agents;
    private ListenOptions? _http;
    private volatile bool _closed;

    /// <summary>The agents' address and port.</summary>
    public IPEndPoint Agents => Bound(_agents);

    /// <summary>The address and port of HTTP.</summary>
    public IPEndPoint Http => Bound(_http);

    /// <summary>True from the moment both ports accept until the server stops.</summary>
    public bool Open => Opened && !_closed;

    /// <summary>True from the moment both ports accept.</summary>
    public bool Opened { get; private set; }

    /// <inheritdoc/>
    public string? Problem => Open ? null : "The server is starting or stopping; try again in a moment.";

    /// <summary>When that was.</summary>
    public DateTimeOffset OpenedAt { get; private set; }

    internal void SayOpen(DateTimeOffset now)
    {
        OpenedAt = now;
        Opened = true;
    }

    internal void SayClosed() => _closed = true;

    internal void Remember(ListenOptions agents, ListenOptions http)
    {
        _agents = agents;
        _http = http;
    }

    /// <summary>Every port that the server listens on; none before it does.</summary>
    internal IReadOnlyCollection<int> Ports() => [.. new[] { _agents?.IPEndPoint?.Port, _http?.IPEndPoint?.Port }.OfType<int>()];

    internal void RememberAgents(ListenOptions agents) => _agents = agents;

    private static IPEndPoint Bound(ListenOptions? options) =>
        options?.IPEndPoint ?? throw new InvalidOperationException("Kestrel has not been configured yet.");
}
