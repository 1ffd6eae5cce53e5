using System.Buffers;
using RemoteExec.Load.Peers;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Wire;

/// <summary>The other end of both contenders: whatever comes is answered at once.</summary>
internal static class EchoAgents
{
    private static readonly byte[] Answer =
        SampleMessages.Blank(SampleMessages.FrameSize(SampleMessages.Executed(new WireId(SampleMessages.FirstId), SampleMessages.FirstId)));

    internal static async Task RawAsync(int port)
    {
        var connection = await Dialler.ConnectAsync(port);
        var transport = connection.Transport;
        while (true)
        {
            var result = await transport.Input.ReadAsync();
            var buffer = result.Buffer;
            while (FrameReader.TryRead(ref buffer, FrameDialect.BE16, FrameLimits.MaxDataLength, out _, out _) == FrameReadStatus.Frame)
            {
                transport.Output.Write(Answer);
            }

            transport.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted || (await transport.Output.FlushAsync()).IsCompleted)
            {
                return;
            }
        }
    }

    internal static async Task WireAsync(int port)
    {
        var connection = await Dialler.ConnectAsync(port);
        using var identity = SigningKey.Generate();
        var outcome = await ClientHandshake.RunAsync(
            connection.Transport, new ClientHandshakeOptions { Identity = identity, TrustOnFirstUse = true, Password = "load" }, TimeProvider.System);
        using var channel = outcome.Channel ?? throw new InvalidOperationException($"The handshake failed: {outcome.Detail}");
        var sender = new PacketSender(channel);
        var sending = sender.RunAsync();
        var sequence = SampleMessages.FirstId;
        while (await channel.ReadAsync() is { Kind: ChannelReadKind.Packet } read)
        {
            foreach (var message in read.Packet!.Messages)
            {
                foreach (var entry in message is ExecuteMessage execute ? execute.Entries : [])
                {
                    sender.TryEnqueue(SampleMessages.Executed(entry.Id, ++sequence));
                }
            }
        }

        sender.Complete();
        await sending;
    }
}
