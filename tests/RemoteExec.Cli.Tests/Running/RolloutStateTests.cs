using FsCheck.Xunit;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public class RolloutStateTests
{
    [Fact]
    public void SoManyAtATime_AndTheNextWhenOneHasEnded()
    {
        var (state, first) = State(["a", "b", "c"], concurrency: 2).Begin();
        Assert.Equal(["a", "b"], first);

        Assert.Empty(state.Begin().Beginning);
        Assert.Equal(["c"], state.Ended(0).Begin().Beginning);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(null, 4)]
    public void MoreFailuresThanAllowed_NobodyBeginsAnyMore(int? maxFailures, int begun)
    {
        var state = State(["a", "b", "c", "d"], 1, maxFailures);

        Assert.Equal(begun, Perform(state, _ => 1).Begun.Count);
    }

    [Fact]
    public void ThePersonAsks_NobodyBeginsAnyMore_AndWhoIsUnderWayIsWaitedFor()
    {
        var state = State(["a", "b"], 1).Begin().State with { Asked = true };

        Assert.False(state.IsOver);
        Assert.True(state.Ended(0).IsOver);
        Assert.Empty(state.Ended(0).Begin().Beginning);
    }

    [Property(MaxTest = 300)]
    public bool EachBeginsOnceInOrder_NeverMoreThanAllowed_AndAllWhenNothingFails(byte machines, byte concurrency, bool[] fails, byte? maxFailures)
    {
        var names = Enumerable.Range(0, machines % 40).Select(i => $"m{i}").ToList();
        var state = State(names, (concurrency % 7) + 1, maxFailures % 5);
        var (begun, most, end) = Perform(state, i => i < fails.Length && fails[i] ? 3 : 0);
        return names.Take(begun.Count).SequenceEqual(begun)
            && begun.Concat(end.Waiting).SequenceEqual(names)
            && most <= state.Concurrency
            && (end.Waiting.Count == 0 || end.Failures > state.MaxFailures);
    }

    private static RolloutState State(IReadOnlyList<string> machines, int concurrency, int? maxFailures = null) => new(machines, 0, 0, concurrency, maxFailures);

    private static (List<string> Begun, int Most, RolloutState End) Perform(RolloutState state, Func<int, int> code)
    {
        List<string> begun = [];
        var most = 0;
        for (var ended = 0; !state.IsOver; ended++)
        {
            (state, var beginning) = state.Begin();
            begun.AddRange(beginning);
            most = Math.Max(most, state.UnderWay);
            state = state.Ended(code(ended));
        }

        return (begun, most, state);
    }
}
