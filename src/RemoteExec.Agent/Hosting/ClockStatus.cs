using RemoteExec.Agent.Clock;

namespace RemoteExec.Agent.Hosting;

/// <summary>How far a server's clock is from this machine's, as <c>remoteexec-agent status</c> shows it.</summary>
/// <param name="Server">Its address, as it was last reached.</param>
/// <param name="OffsetMs">Its clock − this machine's wall clock, ms.</param>
/// <param name="UncertaintyMs">It may be off by so much, ms.</param>
/// <param name="At">When that was so, by this machine's wall clock.</param>
internal sealed record ClockStatus(string Server, double OffsetMs, double UncertaintyMs, DateTimeOffset At)
{
    /// <summary>What is shown is at most so old while the server answers: each write goes to the disk.</summary>
    internal static readonly TimeSpan Renewal = TimeSpan.FromSeconds(60);

    private const double Microseconds = 1e3;

    /// <param name="server">Its address.</param>
    /// <param name="known">What is known, against the agent's own clock.</param>
    /// <param name="wallAhead">The wall clock − the agent's own, µs.</param>
    /// <param name="at">Now.</param>
    internal static ClockStatus Of(string server, ClockEstimate known, long wallAhead, DateTimeOffset at) =>
        new(server, (known.Offset - wallAhead) / Microseconds, known.Uncertainty / Microseconds, at);

    /// <summary>Whether it takes the place of what is shown: something else is known, or the same better, or that has grown old (or the clock was set).</summary>
    /// <param name="shown">Null: nothing is.</param>
    /// <param name="isNews">What was thought before does not hold any more.</param>
    internal bool Replaces(ClockStatus? shown, bool isNews) =>
        shown is null || isNews || shown.Server != Server || UncertaintyMs < shown.UncertaintyMs || (At - shown.At).Duration() >= Renewal;
}
