namespace RemoteExec.Cli.Running;

/// <summary>How far a rollout is: who waits, how many are under way, and how many have failed. A value; each event gives another.</summary>
/// <param name="Waiting">Machines that have not begun, in order.</param>
/// <param name="UnderWay">Machines that have begun and not ended.</param>
/// <param name="Failures">Machines that did not end well.</param>
/// <param name="Concurrency">Machines under way at a time, at most.</param>
/// <param name="MaxFailures">With more failures than this nobody begins any more; null: whatever happens.</param>
/// <param name="Asked">The person wants an end: nobody begins any more.</param>
internal sealed record RolloutState(IReadOnlyList<string> Waiting, int UnderWay, int Failures, int Concurrency, int? MaxFailures, bool Asked = false)
{
    /// <summary>True when nobody begins any more, whoever waits.</summary>
    internal bool HasGivenUp => Asked || Failures > MaxFailures;

    /// <summary>True when nothing more will happen.</summary>
    internal bool IsOver => UnderWay == 0 && (HasGivenUp || Waiting.Count == 0);

    /// <summary>Those who may begin now, and the state in which they have.</summary>
    internal (RolloutState State, IReadOnlyList<string> Beginning) Begin()
    {
        var count = HasGivenUp ? 0 : Math.Min(Concurrency - UnderWay, Waiting.Count);
        return (this with { Waiting = [.. Waiting.Skip(count)], UnderWay = UnderWay + count }, [.. Waiting.Take(count)]);
    }

    /// <summary>One has ended.</summary>
    /// <param name="code">Its exit code.</param>
    internal RolloutState Ended(int code) => this with { UnderWay = UnderWay - 1, Failures = Failures + (code == 0 ? 0 : 1) };
}
