using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Agent.Policy;

/// <summary>Where a path of Windows leads, as its kernel knows it: links, junctions, mounted volumes, substituted drives and short names (<c>PROGRA~1</c>) are followed.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class FinalPath
{
    private const uint ShareAll = 7;
    private const uint OpenExisting = 3;
    private const uint EvenFolders = 0x0200_0000;
    private const int Longest = 32_768;
    private const string Local = @"\\?\";
    private const string Remote = @"\\?\UNC\";

    /// <summary>The path; null when nothing is there, or it may not be opened.</summary>
    internal static string? Of(string path)
    {
        // No access is asked for: only to know the name.
        using var handle = CreateFile(path, 0, ShareAll, 0, OpenExisting, EvenFolders, 0);
        if (handle.IsInvalid)
        {
            return null;
        }

        var buffer = new char[Longest];
        uint length;
        fixed (char* pointer = buffer)
        {
            length = GetFinalPathNameByHandle(handle, pointer, Longest, 0);
        }

        if (length is 0 or >= Longest)
        {
            return null;
        }

        var found = new string(buffer, 0, (int)length);
        return found.StartsWith(Remote, StringComparison.Ordinal) ? @"\\" + found[Remote.Length..]
            : found.StartsWith(Local, StringComparison.Ordinal) ? found[Local.Length..]
            : found;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW", SetLastError = true)]
    private static partial uint GetFinalPathNameByHandle(SafeFileHandle file, char* path, uint length, uint flags);
}
