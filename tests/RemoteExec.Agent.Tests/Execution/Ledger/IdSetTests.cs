using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Ledger;

public sealed class IdSetTests
{
    [Property]
    public bool Add_AnyNumbers_HoldsThoseAndNoOthers(byte[] numbers)
    {
        var set = numbers.Aggregate(IdSet.Empty, (s, number) => s.Add(new WireId(number)));
        return Enumerable.Range(0, 256).All(i => set.Contains(new WireId(i)) == numbers.Contains((byte)i)) && !set.Contains(new WireId(256));
    }

    [Property]
    public bool Add_AnyNumbers_RangesAreInOrderAndApart(byte[] numbers)
    {
        var ranges = numbers.Aggregate(IdSet.Empty, (s, number) => s.Add(new WireId(number))).Ranges;
        return ranges.Zip(ranges.Skip(1)).All(pair => pair.First.Last + 1 < pair.Second.First) && ranges.All(range => range.First <= range.Last);
    }

    [Fact]
    public void Add_CountingUp_IsOneRange()
    {
        var set = Enumerable.Range(1, 1_000).Aggregate(IdSet.Empty, (s, number) => s.Add(new WireId(number)));

        Assert.Equal(new IdRange(1, 1_000), Assert.Single(set.Ranges));
    }

    [Fact]
    public void Add_Names_AreApartFromNumbers()
    {
        var set = IdSet.Empty.Add(Ids.Of("7"));

        Assert.True(set.Contains(Ids.Of("7")));
        Assert.False(set.Contains(new WireId(7)));
    }
}
