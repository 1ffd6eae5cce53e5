using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>What an operator would read, line by line.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    internal IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Waits for a line that holds all of these.</summary>
    internal async Task<string> LineAsync(params string[] parts)
    {
        string? Find() => _lines.FirstOrDefault(line => parts.All(part => line.Contains(part, StringComparison.Ordinal)));
        await Eventually.TrueAsync(() => Find() is not null, TestServer.Patience, () => $"No line with: {string.Join(" … ", parts)}\n{string.Join('\n', _lines)}");
        return Find()!;
    }

    public ILogger CreateLogger(string categoryName) => new Writer(_lines);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} [{eventId.Id}] {formatter(state, exception)}{(exception is null ? "" : " " + exception)}");
    }
}
