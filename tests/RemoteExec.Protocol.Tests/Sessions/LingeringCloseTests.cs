using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Closing with unread input would overtake the last word.</summary>
public class LingeringCloseTests
{
    [Fact]
    public async Task Run_PeerCloses_EndsAtOnceAfterFlushing()
    {
        var cable = Cable.Inline();
        cable.Server.Output.GetSpan(3)[..3].Fill(7);
        cable.Server.Output.Advance(3);
        var closing = LingeringClose.RunAsync(cable.Server, new FakeTimeProvider());

        Assert.Equal(3, (await cable.Client.Input.ReadAsync()).Buffer.Length);
        Assert.False(closing.IsCompleted);
        await cable.Client.Output.WriteAsync(new byte[1_000]);
        Assert.False(closing.IsCompleted);
        cable.Client.Output.Complete();

        await closing.Soon();
    }

    [Fact]
    public async Task Run_PeerKeepsTalking_DiscardsFor500MillisecondsAndEnds()
    {
        var time = new FakeTimeProvider();
        var cable = Cable.Inline();
        var closing = LingeringClose.RunAsync(cable.Server, time);
        for (var i = 0; i < 500; i++)
        {
            Assert.False(closing.IsCompleted);

            // Were it not discarded, the pipe would be full long before.
            await cable.Client.Output.WriteAsync(new byte[1_024]).AsTask().Soon();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await closing.Soon();
    }

    [Fact]
    public async Task Run_PeerDoesNotRead_DoesNotWaitForItLonger()
    {
        var time = new FakeTimeProvider();
        var cable = new Cable(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
        cable.Server.Output.GetSpan(3)[..3].Fill(7);
        cable.Server.Output.Advance(3);
        var closing = LingeringClose.RunAsync(cable.Server, time);
        Assert.False(closing.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(500));

        await closing.Soon();
    }

    [Fact]
    public async Task Run_ConnectionReset_Ends()
    {
        var cable = new Cable();
        cable.Client.Output.Complete(new IOException("reset"));

        await LingeringClose.RunAsync(cable.Server, new FakeTimeProvider()).Soon();
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var closing = LingeringClose.RunAsync(new Cable().Server, new FakeTimeProvider(), stop.Token);
        await stop.CancelAsync();

        await closing.Soon();
    }
}
