using System.Collections.Immutable;

namespace RemoteExec.Agent.Execution.Policies;

/// <summary>What is remembered of the restarts of one process.</summary>
/// <param name="Attempt">The attempt that runs or has ended, from 1.</param>
/// <param name="Streak">Restarts since an attempt last ran for long: so often the pause has doubled.</param>
/// <param name="Recent">When the restarts of the last window were due, in order; never more than the policy allows in one window.</param>
internal sealed record RestartHistory(int Attempt, int Streak, ImmutableList<DateTimeOffset> Recent)
{
    /// <summary>Of a process that has been started once.</summary>
    internal static readonly RestartHistory First = new(1, 0, []);
}
