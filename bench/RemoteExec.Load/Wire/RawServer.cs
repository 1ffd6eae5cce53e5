using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Load.Wire;

/// <summary>The baseline: frames of the same sizes on the same transport, without encryption, JSON or meaning; one flush per batch read.</summary>
internal sealed class RawServer(Contender contender) : ConnectionHandler
{
    private static readonly byte[] Request = SampleMessages.Blank(SampleMessages.FrameSize(SampleMessages.Execute(SampleMessages.FirstId)));

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var driven = new Driven(connection.Transport, contender);
        contender.Add(driven);
        await driven.RunAsync();
    }

    private sealed class Driven(IDuplexPipe transport, Contender contender) : DrivenConnection
    {
        internal override void Begin() => transport.Input.CancelPendingRead();

        internal async Task RunAsync()
        {
            while (true)
            {
                var result = await transport.Input.ReadAsync();
                var buffer = result.Buffer;
                while (FrameReader.TryRead(ref buffer, FrameDialect.BE16, FrameLimits.MaxDataLength, out _, out _) == FrameReadStatus.Frame)
                {
                    Count();
                    if (contender.IsRunning)
                    {
                        transport.Output.Write(Request);
                    }
                }

                transport.Input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCanceled)
                {
                    for (var i = 0; i < contender.InFlight; i++)
                    {
                        transport.Output.Write(Request);
                    }
                }

                if (result.IsCompleted || (await transport.Output.FlushAsync()).IsCompleted)
                {
                    return;
                }
            }
        }
    }
}
