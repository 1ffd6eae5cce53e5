using FsCheck.Xunit;
using RemoteExec.Agent.Clock;

namespace RemoteExec.Agent.Tests.Clock;

public sealed class ClockFilterTests
{
    private const long Second = 1_000_000;

    // Whatever the two ways took, and however fast the clocks drift apart within what is assumed: the truth is inside what is said.
    [Property(MaxTest = 500)]
    public bool Estimate_AnyAsymmetricDelays_HoldsTheTrueOffset(int offset, sbyte drift, (uint Out, uint Back, ushort Work, ushort Pause)[] pings)
    {
        var world = new World((long)offset * 1_000, drift * ClockFilter.DriftPerMillion / 128);
        var filter = ClockFilter.Empty;
        foreach (var (way, back, work, pause) in pings)
        {
            var sample = world.Ping(way % Second, back % Second, work % 10_000);
            if (filter.IsContradictedBy(sample))
            {
                return false;
            }

            filter = filter.Add(sample);
            if (!Holds(filter, world))
            {
                return false;
            }

            world.Pass(pause * 1_000L);
            if (!Holds(filter, world))
            {
                return false;
            }
        }

        return true;
    }

    [Fact]
    public void Nothing_IsKnown_BeforeTheFirstSample() => Assert.Null(ClockFilter.Empty.At(0));

    [Fact]
    public void Estimate_IsTheSampleOfTheShortestWay_UntilItIsOld()
    {
        var filter = ClockFilter.Empty.Add(new ClockSample(0, 1_000, 1_000, 2_000)).Add(new ClockSample(Second, Second + 40_000, Second + 40_000, Second + 60_000));

        Assert.Equal(0, filter.At(Second + 60_000)!.Value.Offset);
        Assert.Equal(1_000 + 2 + 106, filter.At(Second + 60_000)!.Value.Uncertainty);
        Assert.Equal(0, filter.At(200 * Second)!.Value.Offset);

        // By then the short one may have drifted by more than the long way of the other leaves open.
        var later = filter.Add(new ClockSample(400 * Second, (400 * Second) + 15_000, (400 * Second) + 15_000, (400 * Second) + 20_000));
        Assert.Equal(5_000, later.At(400 * Second)!.Value.Offset);
    }

    [Fact]
    public void Server_WhoseClockIsSet_IsBelievedAnew()
    {
        var filter = ClockFilter.Empty.Add(new ClockSample(0, 500, 500, 1_000));
        var after = new ClockSample(Second, Second + 3_600_000_000, Second + 3_600_000_000, Second + 80_000);

        Assert.True(filter.IsContradictedBy(after));
        Assert.Equal(3_600_000_000 - 40_000, filter.Add(after).At(Second + 80_000)!.Value.Offset);
        Assert.Single(filter.Add(after).Samples);
    }

    [Theory]
    [InlineData(10, 0, 0, 9)]
    [InlineData(0, 5, 4, 10)]
    [InlineData(0, 0, 11, 10)]
    public void Sample_ThatCannotBe_IsNone(long sent, long received, long answered, long heard) =>
        Assert.Empty(ClockFilter.Empty.Add(new ClockSample(sent, received, answered, heard)).Samples);

    [Fact]
    public void Window_IsBounded_AndKeepsTheNewest()
    {
        var filter = Enumerable.Range(0, 200).Aggregate(ClockFilter.Empty, (known, i) => known.Add(new ClockSample(i * Second, i * Second, i * Second, (i * Second) + 100)));

        Assert.Equal(64, filter.Samples.Length);
        Assert.Equal(199 * Second, filter.Samples[^1].Sent);
        Assert.Equal(136 * Second, filter.Samples[0].Sent);
    }

    private static bool Holds(ClockFilter filter, World world) =>
        filter.At(world.Now) is { } known && Math.Abs(known.Offset - world.Offset) <= known.Uncertainty;

    /// <summary>Two clocks: ours, and the server's, which is ahead and drifts.</summary>
    private sealed class World(long ahead, long perMillion)
    {
        internal long Now { get; private set; } = 1_790_000_000_000_000;

        private long _passed;

        internal long Offset => ahead + (_passed * perMillion / Second);

        internal void Pass(long time)
        {
            Now += time;
            _passed += time;
        }

        internal ClockSample Ping(long way, long back, long work)
        {
            var sent = Now;
            Pass(way);
            var received = Now + Offset;
            Pass(work);
            var answered = Now + Offset;
            Pass(back);
            return new ClockSample(sent, received, answered, Now);
        }
    }
}
