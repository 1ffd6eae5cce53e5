using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Policies;

/// <summary>
/// When an attempt is ready (docs/protocol.md §9.8). All times count from the start of the attempt. There is exactly one verdict; what happens after it changes nothing.
/// </summary>
internal static class ReadyRules
{
    /// <summary>The pause after the first probe that failed.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>It grows to this.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private const double Growth = 1.5;

    // Growth so often is beyond the longest pause.
    private const int MostGrowth = 10;

    /// <summary>An attempt has been started, or was found running again by an agent that was restarted.</summary>
    /// <param name="policy">What is waited for.</param>
    /// <param name="since">How long ago it was started.</param>
    internal static ReadyStep Begin(ReadyPolicy policy, TimeSpan since)
    {
        var step = On(new ReadyState(policy, null, 0, null), new ReadyEvent.TimePassed(), since);
        return step.State.Verdict is null && policy is { Port: not null } or { Http: not null }
            ? step with { Effects = [new ReadyEffect.Probe(TimeSpan.Zero), .. step.Effects] }
            : step;
    }

    /// <summary>Something happened.</summary>
    /// <param name="state">Before.</param>
    /// <param name="happened">What.</param>
    /// <param name="since">How long after the start of the attempt.</param>
    internal static ReadyStep On(ReadyState state, ReadyEvent happened, TimeSpan since)
    {
        if (state.Verdict is not null)
        {
            return new ReadyStep(state, []);
        }

        // What the time has settled is settled, also when nobody has looked at the clock before this.
        return (HasRunLongEnough(state.Policy, since), since >= Timeout(state.Policy), happened) switch
        {
            (true, _, _) => Ready(state),
            (_, true, _) => NotReady(state, TimedOut(state)),
            (_, _, ReadyEvent.LineMatched) when state.Policy.Log is not null => Ready(state),
            (_, _, ReadyEvent.LinesUnread unread) when state.Policy.Log is not null => new ReadyStep(state with { LastFailure = unread.Why }, []),
            (_, _, ReadyEvent.ProbeSucceeded) when IsProbed(state.Policy) => Ready(state),
            (_, _, ReadyEvent.ProbeFailed failed) when IsProbed(state.Policy) => TryAgain(state, failed.Why),
            (_, _, ReadyEvent.Exited { Exit: var exit }) => AtTheEnd(state, exit),
            (_, _, ReadyEvent.TimePassed) => new ReadyStep(state, [new ReadyEffect.Wake(NextLook(state.Policy))]),
            _ => new ReadyStep(state, []),
        };
    }

    private static bool IsProbed(ReadyPolicy policy) => policy is { Port: not null } or { Http: not null };

    private static bool HasRunLongEnough(ReadyPolicy policy, TimeSpan since) =>
        policy.RunningMilliseconds is { } running && since >= TimeSpan.FromMilliseconds(running);

    private static TimeSpan Timeout(ReadyPolicy policy) => TimeSpan.FromMilliseconds(policy.TimeoutMilliseconds);

    private static TimeSpan NextLook(ReadyPolicy policy) => policy.RunningMilliseconds is { } running ? TimeSpan.FromMilliseconds(running) : Timeout(policy);

    private static ReadyStep TryAgain(ReadyState state, string why)
    {
        var pause = FirstPause * Math.Pow(Growth, Math.Min(state.Tries, MostGrowth));
        return new ReadyStep(
            state with { Tries = state.Tries + 1, LastFailure = why },
            [new ReadyEffect.Probe(pause < LongestPause ? pause : LongestPause)]);
    }

    private static ReadyStep AtTheEnd(ReadyState state, ProcessExit exit) => state.Policy.Exit switch
    {
        null => NotReady(state, $"ended before it was ready ({exit})"),
        { } code when exit is { Signal: null } && exit.ExitCode == code => Ready(state),
        { } code => NotReady(state, $"ended with {exit}, not with exit code {code}"),
    };

    private static string TimedOut(ReadyState state) =>
        $"not ready after {state.Policy.TimeoutMilliseconds} ms: {state.LastFailure ?? Missing(state.Policy)}";

    private static string Missing(ReadyPolicy policy) => policy switch
    {
        { Log: not null } => "no line of its output matched",
        { Exit: not null } => "it has not ended",
        { Port: { } port } => $"port {port} did not answer in time",
        { Http: not null } => "its URL did not answer in time",
        _ => "it has not run so long",
    };

    private static ReadyStep Ready(ReadyState state) => new(state with { Verdict = true }, [new ReadyEffect.Ready()]);

    private static ReadyStep NotReady(ReadyState state, string reason) => new(state with { Verdict = false }, [new ReadyEffect.NotReady(reason)]);
}
