using System.Collections.Concurrent;

namespace RemoteExec.Processes.Tests;

/// <summary>A sink that keeps everything.</summary>
internal sealed class Collected : IOutputSink
{
    private readonly ConcurrentDictionary<OutputStream, MemoryStream> _streams = new();

    public string Stdout => System.Text.Encoding.UTF8.GetString(Bytes(OutputStream.Stdout));

    public string Stderr => System.Text.Encoding.UTF8.GetString(Bytes(OutputStream.Stderr));

    public byte[] Bytes(OutputStream stream) => _streams.TryGetValue(stream, out var bytes) ? bytes.ToArray() : [];

    public ValueTask WriteAsync(OutputStream stream, ReadOnlyMemory<byte> data)
    {
        var bytes = _streams.GetOrAdd(stream, _ => new MemoryStream());
        lock (bytes)
        {
            bytes.Write(data.Span);
        }

        return ValueTask.CompletedTask;
    }
}
