using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Processes.Policies;

namespace RemoteExec.Fleet.Tests.Processes;

public class ProcessStateTests
{
    /// <summary>The numbers are in databases, the words in scripts: neither may change.</summary>
    [Fact]
    public void States_NumbersAndWords_AreStable() =>
        Assert.Equal(
            "1 queued, 2 pending, 3 starting, 4 running, 5 exited, 6 closed, 7 failed, 8 unknown, 9 expired",
            string.Join(", ", Enum.GetValues<ProcessState>().Select(state => $"{(int)state} {state.ToWord()}")));

    [Fact]
    public void RestartOn_Numbers_AreStable() =>
        Assert.Equal("1 Never, 2 Unexpected, 3 Always", string.Join(", ", Enum.GetValues<RestartOn>().Select(on => $"{(int)on} {on}")));

    [Fact]
    public void IsFinal_OnlyWhatCannotGoOn() =>
        Assert.Equal(
            [ProcessState.Exited, ProcessState.Closed, ProcessState.Failed, ProcessState.Expired],
            Enum.GetValues<ProcessState>().Where(state => state.IsFinal()));

    [Fact]
    public void ToWord_NotAState_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => ((ProcessState)0).ToWord());
}
