using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace RemoteExec.Processes.Windows;

/// <summary>The windows of programs on the desktop of this process. A service has a desktop of its own, where nobody's windows are.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class TopWindows
{
    /// <summary>Asks every top-level window of these processes to close, as a click on its cross would. Windows that belong to another window follow it.</summary>
    internal static void AskToClose(IReadOnlyCollection<int> pids)
    {
        var owners = pids.ToHashSet();
        foreach (var window in All())
        {
            _ = User32.GetWindowThreadProcessId(window, out var pid);
            if (owners.Contains(pid) && User32.GetWindow(window, User32.GwOwner) == 0)
            {
                _ = User32.PostMessage(window, User32.WmClose, 0, 0);
            }
        }
    }

    private static List<nint> All()
    {
        var found = new List<nint>();
        var handle = GCHandle.Alloc(found);
        try
        {
            _ = User32.EnumWindows(&Add, GCHandle.ToIntPtr(handle));
            return found;
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly]
    private static int Add(nint window, nint list)
    {
        ((List<nint>)GCHandle.FromIntPtr(list).Target!).Add(window);
        return 1;
    }
}
