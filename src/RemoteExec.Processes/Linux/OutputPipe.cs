using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Linux;

/// <summary>A pipe whose read end does not block and whose ends no other child inherits.</summary>
internal readonly record struct OutputPipe(int ReadEnd, int WriteEnd)
{
    private const int FSetfl = 4;

    internal static unsafe bool TryOpen(out OutputPipe pipe, out int errno)
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.OCloexec) != 0)
        {
            errno = Marshal.GetLastPInvokeError();
            pipe = default;
            return false;
        }

        // Only our end: a program whose own output did not block would lose some of it.
        _ = Libc.fcntl(ends[0], FSetfl, Libc.ONonblock);
        pipe = new OutputPipe(ends[0], ends[1]);
        errno = 0;
        return true;
    }

    internal void CloseReadEnd() => _ = Libc.close(ReadEnd);

    internal void CloseWriteEnd() => _ = Libc.close(WriteEnd);

    internal void CloseBoth()
    {
        CloseReadEnd();
        CloseWriteEnd();
    }
}
