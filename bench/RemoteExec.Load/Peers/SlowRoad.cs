using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace RemoteExec.Load.Peers;

/// <summary>A relay that lets every byte wait, the same time each way: a network between two programs of one machine.</summary>
internal sealed class SlowRoad : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _to;
    private readonly TimeSpan _delay;

    /// <param name="to">The port that it leads to.</param>
    /// <param name="delay">One way.</param>
    internal SlowRoad(int to, TimeSpan delay)
    {
        _to = to;
        _delay = delay;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var from = await _listener.AcceptTcpClientAsync();
                var to = new TcpClient();
                await to.ConnectAsync(IPAddress.Loopback, _to);
                (from.NoDelay, to.NoDelay) = (true, true);
                _ = Task.WhenAll(CarryAsync(from, to), CarryAsync(to, from));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        var under = Channel.CreateUnbounded<(DateTime Due, byte[] Bytes)>();
        var delivering = DeliverAsync(under.Reader, to);
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var read)
            {
                under.Writer.TryWrite((DateTime.UtcNow + _delay, buffer.AsSpan(0, read).ToArray()));
            }
        }
        catch (IOException)
        {
            // One end has gone: the other one is told below.
        }

        under.Writer.Complete();
        await delivering;
        to.Dispose();
    }

    private static async Task DeliverAsync(ChannelReader<(DateTime Due, byte[] Bytes)> under, TcpClient to)
    {
        try
        {
            await foreach (var (due, bytes) in under.ReadAllAsync())
            {
                if (due - DateTime.UtcNow is var left && left > TimeSpan.Zero)
                {
                    await Task.Delay(left);
                }

                await to.GetStream().WriteAsync(bytes);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has gone.
        }
    }
}
