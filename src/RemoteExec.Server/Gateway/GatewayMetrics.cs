using System.Diagnostics.Metrics;

namespace RemoteExec.Server.Gateway;

/// <summary>Numbers about connections.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter = new("RemoteExec.Gateway");
    private readonly Counter<long> _handshakes;
    private readonly UpDownCounter<long> _connected;

    public GatewayMetrics()
    {
        _handshakes = _meter.CreateCounter<long>("remoteexec.handshakes", description: "Connections by how their handshake ended: accepted, gone, crowded, or the error code.");
        _connected = _meter.CreateUpDownCounter<long>("remoteexec.agents.connected", description: "Authenticated connections.");
    }

    internal void Handshake(string outcome) => _handshakes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal void Connected() => _connected.Add(1);

    internal void Disconnected() => _connected.Add(-1);

    public void Dispose() => _meter.Dispose();
}
