using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Linux;

/// <summary>
/// One thread that waits for every pipe and every process at once, so that two thousand processes do not need four thousand threads. A descriptor is watched for one event at a
/// time; what follows runs on the thread pool. A wait may end without cause, when the number belonged to another descriptor a moment ago: look, and wait again.
/// </summary>
internal sealed unsafe class EpollLoop
{
    //  struct epoll_event, packed on x64 (12 bytes), aligned on arm64 (16):
    //  0        4 (x64) or 8
    //  +--------+--------+
    //  | EVENTS | DATA   |
    //  +--------+--------+
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private static readonly Lazy<EpollLoop> Instance = new(() => new EpollLoop());

    private readonly ConcurrentDictionary<int, TaskCompletionSource> _waiting = new();
    private readonly int _epoll;

    private EpollLoop()
    {
        _epoll = Libc.epoll_create1(Libc.OCloexec);
        if (_epoll < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "The kernel gave no epoll descriptor.");
        }

        new Thread(Run) { IsBackground = true, Name = "process events" }.Start();
    }

    internal static EpollLoop Shared => Instance.Value;

    /// <summary>Completes when the descriptor can be read (a pipe: data or its end; a pidfd: the process has ended).</summary>
    internal Task WaitReadableAsync(int fd)
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[fd] = completion;
        if (Control(Libc.EpollCtlMod, fd) != 0 && Control(Libc.EpollCtlAdd, fd) != 0)
        {
            _waiting.TryRemove(fd, out _);
            completion.SetException(new Win32Exception(Marshal.GetLastPInvokeError(), "A descriptor cannot be watched."));
        }

        return completion.Task;
    }

    /// <summary>Ends the watch of a descriptor that is about to be closed; who waits for it is released.</summary>
    internal void Forget(int fd)
    {
        Libc.epoll_ctl(_epoll, Libc.EpollCtlDel, fd, null);
        if (_waiting.TryRemove(fd, out var completion))
        {
            completion.TrySetResult();
        }
    }

    private int Control(int operation, int fd)
    {
        Span<byte> ev = stackalloc byte[16];
        ev.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(ev, Libc.EpollIn | Libc.EpollOneShot);
        BinaryPrimitives.WriteInt32LittleEndian(ev[DataOffset..], fd);
        fixed (byte* pointer = ev)
        {
            return Libc.epoll_ctl(_epoll, operation, fd, pointer);
        }
    }

    private void Run()
    {
        const int max = 128;
        var events = new byte[max * EventSize];
        fixed (byte* pointer = events)
        {
            while (true)
            {
                var count = Libc.epoll_wait(_epoll, pointer, max, -1);
                if (count < 0 && Marshal.GetLastPInvokeError() != Libc.Eintr)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError(), "Waiting for process events failed.");
                }

                for (var i = 0; i < count; i++)
                {
                    var fd = BinaryPrimitives.ReadInt32LittleEndian(events.AsSpan((i * EventSize) + DataOffset));
                    if (_waiting.TryRemove(fd, out var completion))
                    {
                        completion.TrySetResult();
                    }
                }
            }
        }
    }
}
