using RemoteExec.Processes.Linux;
using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes;

/// <summary>Chooses, once, how this operating system starts processes.</summary>
public static class ProcessLauncher
{
    /// <summary>The launcher of this system.</summary>
    /// <param name="time">The clock of graces and times.</param>
    /// <param name="enclose">Whether each process gets a control group where that is possible: for a process whose work is nothing else.</param>
    /// <exception cref="PlatformNotSupportedException">This system is not supported.</exception>
    public static IProcessLauncher Create(TimeProvider time, bool enclose = false) =>
        OperatingSystem.IsLinux() ? new LinuxLauncher(time, enclose ? ControlGroups.TryOpen() : null)
        : OperatingSystem.IsWindows() ? new WindowsLauncher(time)
        : throw new PlatformNotSupportedException("This version starts processes on Linux and Windows only.");
}
