using Microsoft.AspNetCore.Connections;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Wire;

/// <summary>Meets clients and then keeps quiet. A plain client, to which acceptance is silence, is sent an empty execute so that it can tell when it is in.</summary>
internal sealed class MeetingServer(SigningKey identity) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var outcome = await ServerHandshake.RunAsync(
            connection.Transport, new ServerHandshakeOptions { Identity = identity }, new AdmitAll(), TimeProvider.System);
        if (outcome.Channel is not { } channel)
        {
            return;
        }

        using (channel)
        {
            var sender = new PacketSender(channel);
            var sending = sender.RunAsync();
            if (channel.Extensions == WireExtensions.None)
            {
                sender.TryEnqueue(new ExecuteMessage([]));
            }

            while ((await channel.ReadAsync()).Kind == ChannelReadKind.Packet)
            {
                // What it says does not matter here.
            }

            sender.Complete();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
