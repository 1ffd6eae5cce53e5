using System.Runtime.InteropServices;

namespace RemoteExec.Processes.Tests.Windows.OnWindows;

/// <summary>Windows that a person would see.</summary>
internal static partial class Windows
{
    public static int Of(int pid)
    {
        var count = 0;
        for (var window = GetTopWindow(0); window != 0; window = GetWindow(window, 2))
        {
            _ = GetWindowThreadProcessId(window, out var owner);
            count += owner == pid && IsWindowVisible(window) != 0 ? 1 : 0;
        }

        return count;
    }

    [LibraryImport("user32")]
    private static partial nint GetTopWindow(nint parent);

    [LibraryImport("user32")]
    private static partial nint GetWindow(nint window, uint relation);

    [LibraryImport("user32")]
    private static partial uint GetWindowThreadProcessId(nint window, out int pid);

    [LibraryImport("user32")]
    private static partial int IsWindowVisible(nint window);
}
