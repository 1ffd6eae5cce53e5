using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
/// <param name="proxy">Says how slow it is, and whether it is frozen.</param>
/// <param name="agent">One end.</param>
/// <param name="server">The other.</param>
/// <param name="cut">When it breaks by itself.</param>
internal sealed class FaultyCable(FaultProxy proxy, Socket agent, Socket server, (Way Way, long Bytes)? cut) : IDisposable
{
    private const int PieceSize = 32 * 1024;
    private const int PiecesUnderWay = 64;

    private readonly CancellationTokenSource _over = new();
    private volatile bool _agentLost;

    /// <summary>Carries bytes until it is cut or both ends have closed.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, stop);
        try
        {
            await Task.WhenAll(CarryAsync(Way.ToServer, agent, server, over.Token), CarryAsync(Way.ToAgent, server, agent, over.Token));
        }
        finally
        {
            Cut();
        }
    }

    /// <summary>Both ends are reset.</summary>
    internal void Cut()
    {
        _over.Cancel();
        agent.Close(0);
        server.Close(0);
    }

    /// <summary>Only the agent is told.</summary>
    internal void LoseAgent()
    {
        _agentLost = true;
        agent.Close(0);
    }

    public void Dispose() => _over.Dispose();

    private async Task CarryAsync(Way way, Socket from, Socket to, CancellationToken over)
    {
        var pieces = Channel.CreateBounded<(byte[] Bytes, long At)>(PiecesUnderWay);
        var taking = TakeAsync(from, pieces.Writer, over);
        try
        {
            await GiveAsync(way, to, pieces.Reader, over);
            await taking;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (_agentLost)
            {
                // The other half is held for ever.
                await Task.Delay(Timeout.Infinite, over);
            }

            // One end has gone: the other one hears of it.
            Cut();
        }
    }

    private async Task TakeAsync(Socket from, ChannelWriter<(byte[] Bytes, long At)> pieces, CancellationToken over)
    {
        try
        {
            var buffer = new byte[PieceSize];
            while (await from.ReceiveAsync(buffer, over) is > 0 and var count)
            {
                await pieces.WriteAsync((buffer[..count], Stopwatch.GetTimestamp()), over);
            }

            pieces.Complete();
        }
        catch (Exception e)
        {
            pieces.Complete(e);
        }
    }

    private async Task GiveAsync(Way way, Socket to, ChannelReader<(byte[] Bytes, long At)> pieces, CancellationToken over)
    {
        var left = cut is { } at && at.Way == way ? at.Bytes : long.MaxValue;
        while (await pieces.WaitToReadAsync(over))
        {
            while (pieces.TryRead(out var piece))
            {
                var due = proxy.Delay - Stopwatch.GetElapsedTime(piece.At);
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, over);
                }

                await proxy.Thawed.WaitAsync(over);
                var most = (int)Math.Min(left, piece.Bytes.Length);
                for (var sent = 0; sent < most;)
                {
                    sent += await to.SendAsync(piece.Bytes.AsMemory(sent, most - sent), over);
                }

                left -= most;
                if (left == 0)
                {
                    Cut();
                    return;
                }
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
