using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>The output of one attempt, read for the line that makes it ready, whether or not a server takes it too.</summary>
/// <param name="folder">Where the logs are.</param>
/// <param name="log">Its log.</param>
/// <param name="from">Where the attempt's output begins.</param>
internal sealed class ReadyOutput(string folder, string log, long from) : IDisposable
{
    private readonly LogReader _reader = new(folder, log);
    private readonly byte[] _buffer = new byte[LogRecord.MaxLength];
    private LineMatcher[] _streams = [];
    private long _position = from;

    /// <summary>Names what is looked for.</summary>
    internal void LookFor(ReadyPolicy policy)
    {
        if (policy.Log is { } pattern)
        {
            _streams = [new LineMatcher(pattern), new LineMatcher(pattern)];
        }
    }

    /// <summary>True when a line is looked for.</summary>
    internal bool IsRead => _streams.Length > 0;

    /// <summary>Why some of it was not looked at; null: all was.</summary>
    internal string? Trouble { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="end">Where the log ends.</param>
    /// <param name="finished">Nothing more will come.</param>
    /// <returns>True when a line has matched.</returns>
    internal bool Read(long end, bool finished)
    {
        try
        {
            while (IsRead && _reader.Read(ref _position, end, _buffer) is { } record)
            {
                if (_streams[record.Stream == OutputStream.Stdout ? 0 : 1].Feed(_buffer.AsSpan(0, record.Length)))
                {
                    return true;
                }
            }
        }
        catch (IOException e)
        {
            // Perhaps it can be read when more comes.
            Trouble = $"its output cannot be read: {e.Message}";
        }

        Trouble = _streams.Any(stream => stream.IsTooSlow) ? "its lines take too long to match, and are not looked at any more" : Trouble;
        return finished && _streams.Any(stream => stream.Finish());
    }

    public void Dispose() => _reader.Dispose();
}
