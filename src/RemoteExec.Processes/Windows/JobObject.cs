using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// A process with everybody it started, as the kernel keeps them together: who is born of a member is a member. The job has a name, made of its process's stamp, and the process
/// itself holds a handle of it, so that a later agent finds the job as long as the process lives.
/// </summary>
/// <remarks>
/// JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE is never set: processes outlive the agent, and what ends them is <see cref="Terminate"/> alone. Limits of memory, processor and number
/// of processes belong on this job, too.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed class JobObject : IDisposable
{
    private const int AccountingSize = 48;
    private const int ActiveProcessesAt = 40;
    private const int ListHeader = 8;
    private const int MaxListed = 4096;

    private readonly SafeJobHandle _handle;

    private JobObject(SafeJobHandle handle) => _handle = handle;

    /// <summary>Makes the job of a process that does not run yet, and puts it in.</summary>
    /// <returns>Null when the system refuses; the reason is the last error.</returns>
    internal static JobObject? Around(SafeProcessHandle process, ProcessStamp stamp)
    {
        var handle = Jobs.CreateJobObject(0, NameOf(stamp));
        if (!handle.IsInvalid && Marshal.GetLastPInvokeError() == Kernel32Errors.AlreadyExists)
        {
            // Somebody guessed the name. What they made is theirs; ours goes without one.
            handle.Dispose();
            handle = Jobs.CreateJobObject(0, null);
        }

        if (!handle.IsInvalid && Jobs.AssignProcessToJobObject(handle, process))
        {
            // A name goes with the last handle. This one, which can nothing, lives in the process itself; without it a later agent would only not find the others.
            _ = Kernel32.DuplicateHandle(Kernel32.GetCurrentProcess(), handle, process, out _, Kernel32.Synchronize, inherit: false, 0);
            return new JobObject(handle);
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        Marshal.SetLastPInvokeError(error);
        return null;
    }

    /// <summary>The job that an earlier agent made around a process; when it is not to be had, a new one, which knows the process and whom it starts from now on.</summary>
    /// <returns>Null when neither is possible.</returns>
    internal static JobObject? Of(SafeProcessHandle process, ProcessStamp stamp)
    {
        var handle = Jobs.OpenJobObject(Jobs.Query | Jobs.Terminate, inherit: false, NameOf(stamp));
        if (!handle.IsInvalid)
        {
            return new JobObject(handle);
        }

        handle.Dispose();
        return Around(process, stamp);
    }

    //  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION:
    //  0       8        16         24           32      36     40      44
    //  +-------+--------+----------+------------+-------+------+-------+------------+
    //  | user  | kernel | user now | kernel now | fault | total| ACTIVE| terminated |
    //  +-------+--------+----------+------------+-------+------+-------+------------+

    /// <summary>How many members live.</summary>
    /// <exception cref="Win32Exception">The system does not say.</exception>
    internal unsafe int CountAlive()
    {
        Span<byte> information = stackalloc byte[AccountingSize];
        fixed (byte* pointer = information)
        {
            return Jobs.QueryInformationJobObject(_handle, Jobs.BasicAccountingInformation, pointer, AccountingSize, null)
                ? BinaryPrimitives.ReadInt32LittleEndian(information[ActiveProcessesAt..])
                : throw new Win32Exception(Marshal.GetLastPInvokeError(), "A job does not say how many processes it has.");
        }
    }

    //  JOBOBJECT_BASIC_PROCESS_ID_LIST (64 bit):
    //  0          4        8       16
    //  +----------+--------+-------+-------
    //  | ASSIGNED | LISTED | pid 0 | pid 1 …
    //  +----------+--------+-------+-------

    /// <summary>The ids of members, at most 4,096: for asking them, not for counting.</summary>
    internal unsafe IReadOnlyList<int> Members()
    {
        var size = ListHeader + (MaxListed * sizeof(nuint));
        var information = new byte[size];
        fixed (byte* pointer = information)
        {
            // ERROR_MORE_DATA fills the list as far as it goes, which is what is wanted.
            _ = Jobs.QueryInformationJobObject(_handle, Jobs.BasicProcessIdList, pointer, size, null);
        }

        var listed = Math.Min(BinaryPrimitives.ReadInt32LittleEndian(information.AsSpan(4)), MaxListed);
        return [.. MemoryMarshal.Cast<byte, nuint>(information.AsSpan(ListHeader))[..listed].ToArray().Select(pid => (int)pid)];
    }

    /// <summary>Ends every member at once, also those that are being born.</summary>
    internal void Terminate(uint exitCode) => _ = Jobs.TerminateJobObject(_handle, exitCode);

    public void Dispose() => _handle.Dispose();

    // Global: an agent that comes back as a service looks from another session.
    private static string NameOf(ProcessStamp stamp) => $@"Global\RemoteExec-{stamp.Pid}-{stamp.StartTicks:x}";
}
