using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Sockets;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Connection;

/// <summary>A dialled TCP connection as a pair of pipes.</summary>
internal sealed class SocketTransport : IDuplexPipe, IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private SocketTransport(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);

        // A frame is one piece of memory, so it leaves in one write.
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Dials; every address of the host is tried.</summary>
    /// <exception cref="SocketException">Nobody answered.</exception>
    internal static async Task<SocketTransport> DialAsync(ServerAddress server, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancel).ConfigureAwait(false);

            KeepAlive(socket);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // For servers without ping: dead after 15 s of silence and three probes, 10 s apart.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
        catch (SocketException e) when (OperatingSystem.IsWindows() && e.SocketErrorCode == SocketError.ProtocolOption)
        {
            // Windows before 10 1709, and Wine, know the older way alone: struct tcp_keepalive { on, time, interval }, in ms; ten probes are theirs.
            var values = new byte[12];
            BinaryPrimitives.WriteUInt32LittleEndian(values, 1);
            BinaryPrimitives.WriteUInt32LittleEndian(values.AsSpan(4), 15_000);
            BinaryPrimitives.WriteUInt32LittleEndian(values.AsSpan(8), 10_000);
            socket.IOControl(IOControlCode.KeepAliveValues, values, null);
        }
    }

    /// <summary>Ends both directions at once; whoever reads or writes is released.</summary>
    internal void Abort()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already, which is what was wanted.
        }
    }

    public void Dispose()
    {
        Input.Complete();

        // What is left in the buffer has lost its reader; completing would try to flush it.
        Output.CancelPendingFlush();
        _stream.Dispose();
    }
}
