using System.Buffers;
using System.IO.Pipes;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>Moves what comes out of one pipe into a sink, without a thread of its own.</summary>
[SupportedOSPlatform("windows")]
internal sealed class PipeReading : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly NamedPipeServerStream _pipe;
    private readonly SafePipeHandle _handle;
    private readonly OutputStream _stream;
    private readonly IOutputSink _sink;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private long _lastRead;
    private bool _inSink;

    internal PipeReading(NamedPipeServerStream pipe, OutputStream stream, IOutputSink sink, TimeProvider time)
    {
        _pipe = pipe;
        _handle = pipe.SafePipeHandle;
        _stream = stream;
        _sink = sink;
        _time = time;
        _lastRead = time.GetTimestamp();
        Finished = Task.Run(RunAsync);
    }

    /// <summary>Completes when the pipe has ended or was closed; it fails when the sink does.</summary>
    internal Task Finished { get; }

    /// <summary>How long nothing has come; none while the sink is busy with what came, or while something waits to be read.</summary>
    internal TimeSpan Silence =>
        Finished.IsCompleted ? TimeSpan.MaxValue
        : Volatile.Read(ref _inSink) || HasMore() ? TimeSpan.Zero
        : _time.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>Stops reading, whoever still holds the other end.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>After it has finished.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        try
        {
            // A program may write nothing, on purpose, and that is read as nothing: only a broken pipe is the end.
            while (_pipe.IsConnected)
            {
                // Takes nothing, only waits, so that an idle process keeps no buffer.
                await _pipe.ReadAsync(Memory<byte>.Empty, _stop.Token).ConfigureAwait(false);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    var count = await _pipe.ReadAsync(buffer, _stop.Token).ConfigureAwait(false);
                    if (count > 0)
                    {
                        await HandOnAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                    }
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It was stopped, which is what was wanted.
        }
        catch (IOException) when (!Volatile.Read(ref _inSink))
        {
            // The pipe failed: nothing more will come.
        }
        finally
        {
            await _pipe.DisposeAsync().ConfigureAwait(false);
        }
    }

    // On a busy machine the reader may come late; what is there is not to be lost for that.
    private bool HasMore()
    {
        try
        {
            return Kernel32.PeekNamedPipe(_handle, 0, 0, 0, out var available, 0) && available > 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private async ValueTask HandOnAsync(ReadOnlyMemory<byte> data)
    {
        Volatile.Write(ref _inSink, true);
        await _sink.WriteAsync(_stream, data).ConfigureAwait(false);
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
        Volatile.Write(ref _inSink, false);
    }
}
