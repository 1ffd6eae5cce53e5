using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Windows;

/// <summary>What is used of user32: windows of other processes.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class User32
{
    internal const uint WmClose = 0x0010;
    internal const uint GwOwner = 4;

    [LibraryImport("user32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool EnumWindows(delegate* unmanaged<nint, nint, int> each, nint state);

    [LibraryImport("user32")]
    internal static partial uint GetWindowThreadProcessId(nint window, out int pid);

    [LibraryImport("user32")]
    internal static partial nint GetWindow(nint window, uint relation);

    [LibraryImport("user32", EntryPoint = "PostMessageW", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    internal static partial bool PostMessage(nint window, uint message, nint first, nint second);
}
