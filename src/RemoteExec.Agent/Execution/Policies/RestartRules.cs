using System.Collections.Immutable;
using System.Globalization;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Policies;

/// <summary>Whether and when a process that has ended is started again (docs/protocol.md §9.8).</summary>
internal static class RestartRules
{
    /// <summary>The pause does not double beyond this, unless the policy began with a longer one.</summary>
    internal static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    // 1 ms doubled so often is longer than every pause there is.
    private const int MostDoublings = 30;

    /// <summary>An attempt has ended.</summary>
    /// <param name="policy">Null: it is not started again.</param>
    /// <param name="expected">Exit codes that are no failure; null: only 0.</param>
    /// <param name="history">Of this process.</param>
    /// <param name="exit">How it ended; neither code nor signal: nobody knows, which nobody expects.</param>
    /// <param name="onRequest">Whether somebody wanted it to end; then this is the end.</param>
    /// <param name="ran">How long the attempt ran; zero when it could not be started.</param>
    /// <param name="now">Now.</param>
    /// <param name="chance">0…1, at random: where between half of the pause and the whole.</param>
    internal static RestartDecision Ended(
        RestartPolicy? policy, IReadOnlyList<int>? expected, RestartHistory history, ProcessExit exit, bool onRequest, TimeSpan ran, DateTimeOffset now, double chance)
    {
        if (policy is null || onRequest || !IsWanted(policy.On, expected, exit))
        {
            return new RestartDecision.Done();
        }

        var window = TimeSpan.FromMilliseconds(policy.WithinMilliseconds);
        // The clock was set back: what seems to come was a moment ago, and must not count for longer than the window.
        var recent = history.Recent.Select(at => at > now ? now : at).Where(at => at > now - window).ToImmutableList();
        if (recent.Count >= policy.Attempts)
        {
            return new RestartDecision.GiveUp($"gave up: {(policy.Attempts == 1 ? "1 restart" : $"{policy.Attempts} restarts")} within {Text(window)}");
        }

        var streak = ran > window ? 0 : history.Streak;
        var pause = Pause(policy, streak, chance);
        var next = new RestartHistory(history.Attempt + 1, streak + 1, recent.Add(now + pause));
        return new RestartDecision.Again(
            pause, next, string.Create(CultureInfo.InvariantCulture, $"{exit}; attempt {next.Attempt} begins at {(now + pause).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
    }

    /// <summary>Whether an end is one that nobody expected.</summary>
    /// <param name="expected">Exit codes that are no failure; null: only 0.</param>
    /// <param name="exit">How it ended.</param>
    internal static bool IsUnexpected(IReadOnlyList<int>? expected, ProcessExit exit) =>
        exit is not { ExitCode: { } code, Signal: null } || !(expected?.Contains(code) ?? code == 0);

    /// <summary>No pause of a policy is longer.</summary>
    internal static TimeSpan LongestPause(RestartPolicy policy)
    {
        var first = TimeSpan.FromMilliseconds(policy.BackoffMilliseconds);
        return first > LongestBackoff ? first : LongestBackoff;
    }

    private static bool IsWanted(RestartOn on, IReadOnlyList<int>? expected, ProcessExit exit) => on switch
    {
        RestartOn.Always => true,
        RestartOn.Unexpected => IsUnexpected(expected, exit),
        _ => false,
    };

    // Half of it at least: a program that cannot run must not be tried in a rush. The rest at random: what crashed together does not come back together.
    private static TimeSpan Pause(RestartPolicy policy, int streak, double chance)
    {
        var first = TimeSpan.FromMilliseconds(policy.BackoffMilliseconds);
        var whole = Math.Min(LongestPause(policy).TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(streak, MostDoublings)));
        return TimeSpan.FromMilliseconds(whole * (1 + chance) / 2);
    }

    private static string Text(TimeSpan duration) => duration.Milliseconds == 0 ? $"{(long)duration.TotalSeconds} s" : $"{(long)duration.TotalMilliseconds} ms";
}
