using System.Buffers.Binary;
using System.Net.Sockets;

namespace RemoteExec.Server.Gateway;

/// <summary>
/// What the operating system is asked to do about peers that vanish without a word: after 15 s of silence three probes, 10 s apart, and nothing that was sent may stay
/// unconfirmed for longer than that altogether. Peers with <c>ping</c> are watched by <see cref="AgentSession"/> besides.
/// </summary>
internal static class Liveness
{
    internal const int ProbeAfterSeconds = 15;
    internal const int ProbeEverySeconds = 10;
    internal const int Probes = 3;

    // linux/tcp.h. Without it a peer that vanishes while something is on its way to it is given up after a quarter of an hour only.
    private const int TcpUserTimeout = 18;
    private const int TcpLevel = 6;
    private const int DeadAfterMilliseconds = (ProbeAfterSeconds + (ProbeEverySeconds * Probes)) * 1000;

    internal static void Watch(Socket socket)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            if (OperatingSystem.IsLinux())
            {
                Span<byte> value = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(value, DeadAfterMilliseconds);
                socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, value);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone already, which the reader is about to find out.
        }
    }
}
