using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace RemoteExec.Processes.Linux;

/// <summary>A user of this system.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Uid">Number.</param>
/// <param name="Gid">Number of the first group.</param>
/// <param name="Groups">Numbers of all groups.</param>
/// <param name="Home">The home folder.</param>
/// <param name="Shell">The log-in shell.</param>
[SupportedOSPlatform("linux")]
internal sealed record SystemUser(string Name, uint Uid, uint Gid, uint[] Groups, string Home, string Shell)
{
    private const int BufferSize = 64 * 1024;
    private const int MostGroups = 1024;

    /// <summary>Looks a user up, wherever the system has its users from; null: there is none of that name.</summary>
    internal static unsafe SystemUser? Find(string name)
    {
        var buffer = new byte[BufferSize];
        var nameBytes = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* memory = buffer, text = nameBytes)
        {
            Passwd entry;
            Passwd* found;
            if (getpwnam_r(text, &entry, memory, BufferSize, &found) != 0 || found is null)
            {
                return null;
            }

            var groups = new uint[MostGroups];
            var count = MostGroups;
            fixed (uint* list = groups)
            {
                _ = getgrouplist(text, entry.Gid, list, &count);
            }

            return new SystemUser(name, entry.Uid, entry.Gid, groups[..Math.Clamp(count, 0, MostGroups)], Text(entry.Home), Text(entry.Shell));
        }
    }

    /// <summary>
    /// Does something on a thread of its own that is this user, and nobody else is: what it starts is the user's from the first instruction on. The C library would change the whole process, so the kernel is asked directly.
    /// </summary>
    /// <returns>The system's number when the thread could not become the user, else what was returned.</returns>
    internal int As(Func<int> action)
    {
        var result = 0;
        var thread = new Thread(() => result = Become() is var errno and not 0 ? errno : action()) { IsBackground = true, Name = "starts for a user" };
        thread.Start();
        thread.Join();
        return result;
    }

    private static unsafe string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    // The thread ends afterwards, so nothing is given back. Groups first: only root may set them.
    private unsafe int Become()
    {
        var arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        fixed (uint* groups = Groups)
        {
            return Libc.syscall(arm ? 159 : 116, Groups.Length, (nint)groups, 0, 0) == 0
                && Libc.syscall(arm ? 149 : 119, Gid, Gid, Gid, 0) == 0
                && Libc.syscall(arm ? 147 : 117, Uid, Uid, Uid, 0) == 0
                ? 0
                : Marshal.GetLastPInvokeError();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Passwd
    {
        public byte* Name;
        public byte* Password;
        public uint Uid;
        public uint Gid;
        public byte* Comment;
        public byte* Home;
        public byte* Shell;
    }

    [DllImport("libc")]
    private static extern unsafe int getpwnam_r(byte* name, Passwd* entry, byte* buffer, nint size, Passwd** found);

    [DllImport("libc")]
    private static extern unsafe int getgrouplist(byte* name, uint group, uint* groups, int* count);
}
