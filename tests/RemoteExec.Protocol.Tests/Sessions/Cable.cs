using System.IO.Pipelines;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>A connection in memory: what one end writes the other reads.</summary>
internal sealed class Cable
{
    internal Cable(PipeOptions? options = null)
    {
        options ??= new PipeOptions(useSynchronizationContext: false);
        var toServer = new Pipe(options);
        var toClient = new Pipe(options);
        Client = new End(toClient.Reader, toServer.Writer);
        Server = new End(toServer.Reader, toClient.Writer);
    }

    /// <summary>Whoever writes runs what waits for it: when a write returns, the other end has dealt with it.</summary>
    internal static Cable Inline() =>
        new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));

    internal IDuplexPipe Client { get; }

    internal IDuplexPipe Server { get; }

    /// <summary>One end hangs up; the other reads what was sent and then the end.</summary>
    internal static void HangUp(IDuplexPipe end)
    {
        end.Output.Complete();
        end.Input.Complete();
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
