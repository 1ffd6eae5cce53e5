using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Tests;

public class ProcessTreeTests
{
    [Fact]
    public void Members_OfATree_AreGroupSessionAndDescendantsOfThem()
    {
        ProcStat[] all =
        [
            new(1, 'S', 0, 1, 1, 0),
            new(10, 'S', 1, 10, 10, 500),
            new(11, 'S', 10, 10, 10, 510),      // child in the group
            new(12, 'S', 10, 12, 12, 511),      // child with a session of its own
            new(13, 'S', 12, 12, 12, 512),      // its child
            new(14, 'S', 1, 10, 10, 513),       // orphan in the group
            new(15, 'S', 1, 15, 15, 514),       // a stranger
        ];

        Assert.Equal([10, 11, 12, 13, 14], ProcessTree.Members(new ProcPicture(all), 10, 500).Select(p => p.Pid).Order());
    }

    [Fact]
    public void Members_OfANumberThatWasGivenToSomebodyElse_AreNobodyOlder()
    {
        ProcStat[] all = [new(10, 'S', 1, 10, 10, 900), new(11, 'S', 1, 10, 10, 300)];

        Assert.Empty(ProcessTree.Members(new ProcPicture(all), 10, 500));
    }
}
