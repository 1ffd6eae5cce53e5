using RemoteExec.Processes.Linux;
using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes;

/// <summary>Chooses, once, how this operating system starts processes.</summary>
public static class ProcessLauncher
{
    /// <summary>The launcher of this system.</summary>
    /// <param name="time">The clock of graces and times.</param>
    /// <exception cref="PlatformNotSupportedException">This system is not supported.</exception>
    public static IProcessLauncher Create(TimeProvider time) =>
        OperatingSystem.IsLinux() ? new LinuxLauncher(time)
        : OperatingSystem.IsWindows() ? new WindowsLauncher(time)
        : throw new PlatformNotSupportedException("This version starts processes on Linux and Windows only.");
}
