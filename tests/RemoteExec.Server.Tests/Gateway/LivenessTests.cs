using System.Net.Sockets;
using RemoteExec.Server.Gateway;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>Peers without <c>ping</c>: the operating system finds out within 45 s that they are gone, and their slot is free again.</summary>
public class LivenessTests
{
    [Fact]
    public void Watch_OpenSocket_IsProbedSoThatSilenceEndsAfter45Seconds()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Liveness.Watch(socket);

        int Option(SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.Equal(
            45, Option(SocketOptionName.TcpKeepAliveTime) + (Option(SocketOptionName.TcpKeepAliveInterval) * Option(SocketOptionName.TcpKeepAliveRetryCount)));
    }

    [Fact]
    public void Watch_SocketThatHasGone_DoesNotThrow()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();

        Assert.Null(Record.Exception(() => Liveness.Watch(socket)));
    }
}
