using Microsoft.Extensions.Time.Testing;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Output;

public sealed class ProcessOutputTests
{
    private static readonly WireId Id = new(1);
    private readonly FakeTimeProvider _time = new();
    private readonly OutputDesk _desk;

    public ProcessOutputTests() => _desk = new OutputDesk(new OutputBudget(), _time);

    [Fact]
    public async Task Write_NobodyListens_KeepsTheNewestAndCountsTheGap()
    {
        var output = _desk.Open(Id);

        await output.WriteAsync(OutputStream.Stdout, new byte[OutputLimits.PerStream]);
        await output.WriteAsync(OutputStream.Stdout, "newest"u8.ToArray());

        _desk.Serve();
        var stdout = output.Streams.First();
        Assert.Equal(OutputLimits.PerStream, stdout.UnsentLength);
        stdout.TakeUnsent(new byte[1], out var offset);
        Assert.Equal(6, offset);
    }

    [Fact]
    public async Task Write_ServerListensAndIsSlow_HoldsTheProgramBack()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, new byte[OutputLimits.PerStream]);

        var waiting = output.WriteAsync(OutputStream.Stdout, "more"u8.ToArray()).AsTask();
        Assert.False(waiting.IsCompleted);
        output.Streams.First().TakeUnsent(new byte[100], out _);
        output.Acknowledge(WireStream.Stdout, 100);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(OutputLimits.PerStream - 100 + 4, output.Streams.First().UnsentLength);
    }

    [Fact]
    public async Task Write_ServerAcknowledgesNothing_HoldsBackForAWhileOnly()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, new byte[OutputLimits.PerStream]);

        var waiting = output.WriteAsync(OutputStream.Stdout, "more"u8.ToArray()).AsTask();
        Assert.False(waiting.IsCompleted);
        _time.Advance(OutputLimits.Patience);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Write_ConnectionIsLostMeanwhile_ProgramGoesOn()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, new byte[OutputLimits.PerStream]);
        var waiting = output.WriteAsync(OutputStream.Stdout, "more"u8.ToArray()).AsTask();

        _desk.Close();

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Acknowledge_MoreThanWasSent_IsNotBelieved()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, "secret"u8.ToArray());

        output.Acknowledge(WireStream.Stdout, long.MaxValue);

        Assert.Equal(6, output.Streams.First().UnsentLength);
    }

    [Fact]
    public async Task Serve_AfterABreak_GoesOnFromWhatWasAcknowledged()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stderr, "0123456789"u8.ToArray());
        var stderr = output.Streams.Last();
        stderr.TakeUnsent(new byte[8], out _);
        output.Acknowledge(WireStream.Stderr, 5);

        _desk.Close();
        _desk.Serve();

        stderr.TakeUnsent(new byte[16], out var offset);
        Assert.Equal(5, offset);
    }

    [Fact]
    public async Task Refuse_ServerWithoutOutput_NothingIsKept()
    {
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, "before"u8.ToArray());

        _desk.Refuse();
        await output.WriteAsync(OutputStream.Stdout, new byte[10 * OutputLimits.PerStream]);

        Assert.True(output.IsEmpty);
    }

    [Fact]
    public async Task Budget_IsForAllTogether()
    {
        var desk = new OutputDesk(new OutputBudget(10), _time);
        var first = desk.Open(Id);
        var second = desk.Open(new WireId(2));
        await first.WriteAsync(OutputStream.Stdout, "0123456789"u8.ToArray());

        await second.WriteAsync(OutputStream.Stdout, "lost"u8.ToArray());
        desk.Serve();
        Assert.Equal(0, second.Streams.First().UnsentLength);
        first.Streams.First().TakeUnsent(new byte[10], out _);
        first.Acknowledge(WireStream.Stdout, 10);
        await second.WriteAsync(OutputStream.Stdout, "kept"u8.ToArray());

        second.Streams.First().TakeUnsent(new byte[10], out var offset);
        Assert.Equal(4, offset);
    }

    [Fact]
    public async Task HoldsBack_UntilEverythingWasSent()
    {
        _desk.Serve();
        var output = _desk.Open(Id);
        await output.WriteAsync(OutputStream.Stdout, "x"u8.ToArray());

        Assert.True(_desk.HoldsBack(Id));
        output.Streams.First().TakeUnsent(new byte[10], out _);
        Assert.False(_desk.HoldsBack(Id));
    }
}
