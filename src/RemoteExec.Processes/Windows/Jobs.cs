using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Windows;

/// <summary>Job objects, as kernel32 has them.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class Jobs
{
    internal const uint AssignProcess = 0x0001;
    internal const uint Query = 0x0004;
    internal const uint Terminate = 0x0008;

    internal const int BasicAccountingInformation = 1;
    internal const int BasicProcessIdList = 3;

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    internal static partial SafeJobHandle CreateJobObject(nint security, string? name);

    [LibraryImport("kernel32", EntryPoint = "OpenJobObjectW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    internal static partial SafeJobHandle OpenJobObject(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, string name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool AssignProcessToJobObject(SafeJobHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool TerminateJobObject(SafeJobHandle job, uint exitCode);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool QueryInformationJobObject(SafeJobHandle job, int informationClass, void* information, int length, int* returned);
}

/// <summary>A handle of a job.</summary>
[SupportedOSPlatform("windows")]
internal sealed class SafeJobHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Kernel32.CloseHandle(handle);
}
