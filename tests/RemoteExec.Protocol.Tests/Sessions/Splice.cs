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
        if (await await Task.WhenAny(toServer, toClient))
        {
            // A pulled cable ends both directions.
            _left.Server.Input.CancelPendingRead();
            _right.Client.Input.CancelPendingRead();
        }

        await Task.WhenAll(toServer, toClient);
    }

    /// <summary>True when the cable was pulled: at the first byte that is not to get through.</summary>
    private async Task<bool> CarryAsync(PipeReader from, PipeWriter to, int? cut, Action<long, byte[]>? change, Action<int> count)
    {
        var position = 0L;
        while (true)
        {
            var result = await from.ReadAsync();
            var bytes = result.Buffer.ToArray();
            from.AdvanceTo(result.Buffer.End);
            var isPulled = cut is { } most && position + bytes.Length > most;
            bytes = isPulled ? bytes[..(int)(cut!.Value - position)] : bytes;
            change?.Invoke(position, bytes);
            position += bytes.Length;
            count(bytes.Length);
            await DeliverAsync(to, bytes);
            if (isPulled || result.IsCanceled || result.IsCompleted)
            {
                to.Complete();
                from.Complete();
                return isPulled;
            }
        }
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
