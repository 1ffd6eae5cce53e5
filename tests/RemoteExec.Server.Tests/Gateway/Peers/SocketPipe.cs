using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>A dialled connection as the wire's code wants it.</summary>
internal sealed class SocketPipe : IDuplexPipe, IDisposable
{
    private readonly NetworkStream _stream;

    private SocketPipe(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream);
        Output = PipeWriter.Create(_stream);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    internal NetworkStream Stream => _stream;

    internal static async Task<SocketPipe> DialAsync(IPEndPoint server, IPAddress? from, int? receiveBuffer = null)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        if (from is not null)
        {
            socket.Bind(new IPEndPoint(from, 0));
        }

        await socket.ConnectAsync(server);
        return new SocketPipe(socket);
    }

    public void Dispose() => _stream.Dispose();
}
