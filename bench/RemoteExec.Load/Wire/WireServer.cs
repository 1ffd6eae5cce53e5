using Microsoft.AspNetCore.Connections;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Load.Wire;

/// <summary>The wire layer as the gateway uses it: handshake, one reader on the channel, one sender with its queue.</summary>
internal sealed class WireServer(Contender contender, SigningKey identity) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var outcome = await ServerHandshake.RunAsync(
            connection.Transport, new ServerHandshakeOptions { Identity = identity }, new AdmitAll(), TimeProvider.System);
        using var channel = outcome.Channel ?? throw new InvalidOperationException($"The handshake failed: {outcome.Fault}");
        var sender = new PacketSender(channel);
        var sending = sender.RunAsync();
        var driven = new Driven(channel, sender, contender);
        contender.Add(driven);
        try
        {
            await driven.RunAsync();
        }
        finally
        {
            sender.Complete();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Driven(PacketChannel channel, PacketSender sender, Contender contender) : DrivenConnection
    {
        private long _lastId = SampleMessages.FirstId;

        internal override void Begin()
        {
            for (var i = 0; i < contender.InFlight; i++)
            {
                Send();
            }
        }

        internal async Task RunAsync()
        {
            while (true)
            {
                var read = await channel.ReadAsync();
                if (read.Kind is ChannelReadKind.Closed or ChannelReadKind.Truncated)
                {
                    return;
                }

                foreach (var message in read.Packet?.Messages ?? throw new InvalidOperationException($"The agent sent {read.Fault.Detail}."))
                {
                    Handle(message);
                }
            }
        }

        private void Handle(WireMessage message)
        {
            if (message is not ExecutedMessage executed)
            {
                return;
            }

            foreach (var entry in executed.Entries)
            {
                if (!entry.Started)
                {
                    throw new InvalidOperationException("The agent refused.");
                }

                Count();
                if (contender.IsRunning)
                {
                    Send();
                }
            }
        }

        private void Send()
        {
            if (!sender.TryEnqueue(SampleMessages.Execute(Interlocked.Increment(ref _lastId))))
            {
                throw new InvalidOperationException("The queue is full.");
            }
        }
    }
}
