using RemoteExec.Agent.Clock;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Clock;

public sealed class ClockPingsTests
{
    private readonly TwoClocks _time = new();
    private readonly SteadyClock _clock;
    private readonly ClockPings _pings;

    public ClockPingsTests()
    {
        _clock = new SteadyClock(_time);
        _pings = new ClockPings(_clock);
    }

    [Fact]
    public void Answer_Pong_IsASampleOnce()
    {
        var ping = _pings.Next();
        _time.Pass(TimeSpan.FromMilliseconds(20));
        var heard = _clock.Now();

        Assert.Equal(new ClockSample(ping.T0, 5, 6, heard), _pings.Answer(new PongMessage(ping.T0, 5, 6), heard));
        Assert.Equal(20_000, heard - ping.T0);
        Assert.Null(_pings.Answer(new PongMessage(ping.T0, 5, 6), heard));
    }

    [Fact]
    public void Answer_ToNoPingOfOurs_IsNone()
    {
        _pings.Next();

        Assert.Null(_pings.Answer(new PongMessage(42, 5, 6), _clock.Now()));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, long.MaxValue)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void Answer_WithTimesThatAreNone_IsNone(long received, long answered) =>
        Assert.Null(_pings.Answer(new PongMessage(_pings.Next().T0, received, answered), _clock.Now()));

    [Fact]
    public void Answer_ToALaterPing_GivesTheEarlierOnesUp()
    {
        var first = _pings.Next();
        var second = _pings.Next();
        Assert.NotEqual(first.T0, second.T0);

        Assert.NotNull(_pings.Answer(new PongMessage(second.T0, 5, 6), _clock.Now()));
        Assert.Null(_pings.Answer(new PongMessage(first.T0, 5, 6), _clock.Now()));
    }

    [Fact]
    public void Next_PeerThatNeverAnswers_IsRememberedOnlyForAWhile()
    {
        var first = _pings.Next();
        for (var i = 0; i < 16; i++)
        {
            _pings.Next();
        }

        Assert.Null(_pings.Answer(new PongMessage(first.T0, 5, 6), _clock.Now()));
    }
}
