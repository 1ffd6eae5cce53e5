using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Keeping;

/// <summary>Who is at the other end of a Unix socket, as the kernel knows it.</summary>
[SupportedOSPlatform("linux")]
internal static class PeerCredentials
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>True for a process of the same user, or of root.</summary>
    internal static bool IsOurs(Socket socket)
    {
        // struct ucred: pid, uid, gid.
        var credentials = new byte[3 * sizeof(uint)];
        return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == credentials.Length
            && MemoryMarshal.Cast<byte, uint>(credentials)[1] is var user
            && (user == 0 || user == Libc.geteuid());
    }
}
