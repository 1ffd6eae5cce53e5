using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Policies;

/// <summary>Lives of processes on a clock that is made up: whatever they do, crash loops are contained.</summary>
public sealed class RestartRulesProperties
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One attempt: how long it ran, and how it ended.</summary>
    private readonly record struct Life(DateTimeOffset Started, DateTimeOffset Ended, int Code, RestartDecision Decision);

    [Property(MaxTest = 500)]
    public bool AnyLives_NeverRestartMoreOftenThanAllowed(byte attempts, ushort within, ushort backoff, byte[] lives)
    {
        var policy = Policy(attempts, within, backoff);
        var restarts = Live(policy, lives).Where(life => life.Decision is RestartDecision.Again).Select(life => life.Ended + ((RestartDecision.Again)life.Decision).After).ToList();
        return restarts.All(end => restarts.Count(at => at <= end && at > end.AddMilliseconds(-policy.WithinMilliseconds)) <= policy.Attempts);
    }

    [Property(MaxTest = 500)]
    public bool AnyLives_WaitBetweenHalfThePauseAndTheWhole(byte attempts, ushort within, ushort backoff, byte[] lives)
    {
        var policy = Policy(attempts, within, backoff);
        var whole = (double)policy.BackoffMilliseconds;
        foreach (var life in Live(policy, lives))
        {
            if (life.Ended - life.Started > TimeSpan.FromMilliseconds(policy.WithinMilliseconds))
            {
                whole = policy.BackoffMilliseconds;
            }

            if (life.Decision is RestartDecision.Again again)
            {
                var most = Math.Min(whole, RestartRules.LongestBackoff.TotalMilliseconds);
                if (again.After.TotalMilliseconds < (most / 2) - 1 || again.After.TotalMilliseconds > most + 1)
                {
                    return false;
                }

                whole *= 2;
            }
        }

        return true;
    }

    [Property(MaxTest = 500)]
    public bool AnyLives_CountAttemptsOneByOneAndRememberLittle(byte attempts, ushort within, ushort backoff, byte[] lives)
    {
        var policy = Policy(attempts, within, backoff);
        var again = Live(policy, lives).Select(life => life.Decision).OfType<RestartDecision.Again>().ToList();
        return again.Select(decision => decision.Attempt).SequenceEqual(Enumerable.Range(2, again.Count))
            && again.All(decision => decision.History.Recent.Count <= policy.Attempts);
    }

    [Property(MaxTest = 200)]
    public bool CrashLoop_WithoutAPause_IsGivenUpAfterTheAllowedRestarts(byte attempts)
    {
        var policy = Policy(attempts, 0, 0);
        var lives = Live(policy, new byte[policy.Attempts + 1]).ToList();
        return lives.Count == policy.Attempts + 1 && lives[^1].Decision is RestartDecision.GiveUp;
    }

    [Property(MaxTest = 200)]
    public bool LongLives_AreStartedAgainForEver(byte attempts, ushort within, byte[] lives)
    {
        var policy = Policy(attempts, within, 0);

        // Each runs longer than the window.
        return Live(policy, [.. lives.Select(_ => (byte)0xFE)]).All(life => life.Decision is RestartDecision.Again);
    }

    // High bits: how long it runs, in sixteenths of the window; the lowest: whether it ends as expected.
    private static IEnumerable<Life> Live(RestartPolicy policy, byte[] lives)
    {
        var now = Begin;
        var history = RestartHistory.First;
        var random = new Random(1);
        foreach (var life in lives)
        {
            var started = now;
            var ran = TimeSpan.FromMilliseconds(policy.WithinMilliseconds * (life >> 3) / 16d);
            now += ran;
            var code = 1 - (life & 1);
            var decision = RestartRules.Ended(policy, null, history, new ProcessExit(code, null, now), false, ran, now, random.NextDouble());
            yield return new Life(started, now, code, decision);
            if (decision is not RestartDecision.Again again)
            {
                yield break;
            }

            history = again.History;
            now += again.After;
        }
    }

    private static RestartPolicy Policy(byte attempts, ushort within, ushort backoff) => new(RestartOn.Unexpected, attempts + 1, within + 1_000, backoff);
}
