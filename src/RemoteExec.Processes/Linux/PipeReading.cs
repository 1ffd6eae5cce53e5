using System.Buffers;
using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Linux;

/// <summary>Moves what comes out of one pipe into a sink, without a thread of its own.</summary>
internal sealed class PipeReading
{
    private const int BufferSize = 64 * 1024;

    // The largest pipe that the system gives to everybody.
    private const int MostAfterStop = 1024 * 1024;

    private readonly int _fd;
    private readonly OutputStream _stream;
    private readonly IOutputSink _sink;
    private readonly TimeProvider _time;
    private long _lastRead;
    private bool _inSink;
    private bool _stopped;

    internal PipeReading(int fd, OutputStream stream, IOutputSink sink, TimeProvider time)
    {
        _fd = fd;
        _stream = stream;
        _sink = sink;
        _time = time;
        _lastRead = time.GetTimestamp();
        Finished = Task.Run(RunAsync);
    }

    /// <summary>Completes when the pipe has ended or was closed; it fails when the sink does.</summary>
    internal Task Finished { get; }

    /// <summary>How long nothing has come; none while the sink is busy with what came.</summary>
    internal TimeSpan Silence =>
        Finished.IsCompleted ? TimeSpan.MaxValue
        : Volatile.Read(ref _inSink) ? TimeSpan.Zero
        : _time.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>Stops reading once what is in the pipe has been taken, whoever still holds the other end. The descriptor is closed by the reading task alone, so that it never reads from a number that was given to somebody else.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _stopped, true);
        EpollLoop.Shared.Forget(_fd);
    }

    private async Task RunAsync()
    {
        try
        {
            var afterStop = 0;
            while (true)
            {
                // Asked before the pipe is: what was in it when this was stopped is still taken.
                var stopped = Volatile.Read(ref _stopped);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                int count;
                try
                {
                    count = Read(buffer);
                    if (count > 0)
                    {
                        Volatile.Write(ref _inSink, true);
                        await _sink.WriteAsync(_stream, buffer.AsMemory(0, count)).ConfigureAwait(false);
                        Volatile.Write(ref _lastRead, _time.GetTimestamp());
                        Volatile.Write(ref _inSink, false);
                    }
                }
                finally
                {
                    // An idle process keeps no buffer.
                    ArrayPool<byte>.Shared.Return(buffer);
                }

                afterStop += stopped ? count : 0;
                if (count == 0 || (stopped && (count < 0 || afterStop >= MostAfterStop)))
                {
                    return;
                }

                if (count < 0)
                {
                    var readable = EpollLoop.Shared.WaitReadableAsync(_fd);
                    if (Volatile.Read(ref _stopped))
                    {
                        EpollLoop.Shared.Forget(_fd);
                    }

                    await readable.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            EpollLoop.Shared.Forget(_fd);
            _ = Libc.close(_fd);
        }
    }

    /// <returns>Bytes read; 0 at the end; −1 when nothing is there yet.</returns>
    private unsafe int Read(byte[] buffer)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                var count = (int)Libc.read(_fd, pointer, buffer.Length);
                if (count >= 0)
                {
                    return count;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Libc.Eintr:
                        continue;
                    case Libc.Eagain:
                        return -1;
                    default:
                        // EIO and the like: nothing more will come.
                        return 0;
                }
            }
        }
    }
}
