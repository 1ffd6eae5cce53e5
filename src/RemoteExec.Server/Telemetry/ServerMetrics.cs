using System.Diagnostics.Metrics;

namespace RemoteExec.Server.Telemetry;

/// <summary>What the server counts. Names follow OpenTelemetry; Prometheus sees them with underscores.</summary>
internal sealed class ServerMetrics
{
    internal const string MeterName = "RemoteExec.Server";

    private readonly Counter<long> _starts;
    private readonly Counter<long> _stops;
    private readonly UpDownCounter<long> _streams;

    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _starts = meter.CreateCounter<long>("remoteexec.processes.requested", "{process}", "Processes that operators asked to start, by outcome.");
        _stops = meter.CreateCounter<long>("remoteexec.processes.stop_requested", "{process}", "Processes that operators asked to stop.");
        _streams = meter.CreateUpDownCounter<long>("remoteexec.streams.open", "{stream}", "Server-sent streams that are open.");
    }

    /// <summary>Counts starts of one machine.</summary>
    /// <param name="outcome">"recorded", or the code of the refusal.</param>
    internal void Started(int count, string outcome) => _starts.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    internal void StopRequested(int count) => _stops.Add(count);

    /// <summary>Counts a stream for as long as the result is not disposed.</summary>
    internal StreamCount Stream()
    {
        _streams.Add(1);
        return new(_streams);
    }

    /// <summary>One open stream.</summary>
    internal readonly struct StreamCount(UpDownCounter<long> streams) : IDisposable
    {
        public void Dispose() => streams.Add(-1);
    }
}
