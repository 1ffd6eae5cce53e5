using System.Net;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>Addresses of this machine that no other test uses: what a server counts per address, or logs of one, belongs to one test.</summary>
internal static class Loopback
{
    private static int _last;

    internal static IPAddress Next()
    {
        var number = Interlocked.Increment(ref _last);
        return new IPAddress([127, 7, (byte)(number >> 8), (byte)number]);
    }
}
