using System.Buffers;
using System.IO.Pipelines;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Two cables with someone between them, who may cut the stream, deliver it byte by byte, or change it.</summary>
internal sealed class Splice
{
    private readonly Cable _left = new();
    private readonly Cable _right = new();

    /// <summary>Bytes that get through from client to server before the cable is pulled; null: all.</summary>
    internal int? CutToServer { get; init; }

    /// <summary>Bytes that get through from server to client before the cable is pulled; null: all.</summary>
    internal int? CutToClient { get; init; }

    /// <summary>Each byte travels alone.</summary>
    internal bool ByteByByte { get; init; }

    /// <summary>Changes bytes on their way to the server; gets the position of the first of them.</summary>
    internal Action<long, byte[]>? ChangeToServer { get; init; }

    /// <summary>Changes bytes on their way to the client.</summary>
    internal Action<long, byte[]>? ChangeToClient { get; init; }

    internal IDuplexPipe Client => _left.Client;

    internal IDuplexPipe Server => _right.Server;

    internal long SentToServer { get; private set; }

    internal long SentToClient { get; private set; }

    /// <summary>Carries until an end hangs up or the cable is pulled; then both ends read the end of the stream.</summary>
    internal async Task CarryAsync()
    {
        var toServer = CarryAsync(_left.Server.Input, _right.Client.Output, CutToServer, ChangeToServer, count => SentToServer += count);
        var toClient = CarryAsync(_right.Client.Input, _left.Server.Output, CutToClient, ChangeToClient, count => SentToClient += count);
        await Task.WhenAny(toServer, toClient);
        if (CutToServer is not null || CutToClient is not null)
        {
            // A pulled cable ends both directions.
            _left.Server.Input.CancelPendingRead();
            _right.Client.Input.CancelPendingRead();
        }

        await Task.WhenAll(toServer, toClient);
    }

    private async Task CarryAsync(PipeReader from, PipeWriter to, int? cut, Action<long, byte[]>? change, Action<int> count)
    {
        var position = 0L;
        while (cut is null || position < cut)
        {
            var result = await from.ReadAsync();
            var bytes = result.Buffer.ToArray();
            bytes = cut is { } most && bytes.Length > most - position ? bytes[..(int)(most - position)] : bytes;
            from.AdvanceTo(result.Buffer.GetPosition(bytes.Length));
            change?.Invoke(position, bytes);
            position += bytes.Length;
            count(bytes.Length);
            await DeliverAsync(to, bytes);
            if (result.IsCanceled || (result.IsCompleted && result.Buffer.Length == bytes.Length))
            {
                break;
            }
        }

        to.Complete();
        from.Complete();
    }

    private async Task DeliverAsync(PipeWriter to, byte[] bytes)
    {
        if (!ByteByByte)
        {
            await to.WriteAsync(bytes);
            return;
        }

        foreach (var single in bytes)
        {
            await to.WriteAsync(new[] { single });
        }
    }
}
