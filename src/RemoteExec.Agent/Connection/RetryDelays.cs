using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Connection;

/// <summary>When to dial again. Full jitter, so that a thousand agents that lost one server at one instant do not come back at one instant.</summary>
internal static class RetryDelays
{
    private static readonly TimeSpan RefusedLeast = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RefusedMost = TimeSpan.FromSeconds(60);

    /// <summary>After a connection that did not come about, or was lost.</summary>
    /// <param name="away">How long the agent has been without a server.</param>
    /// <param name="chance">0…1, at random.</param>
    internal static TimeSpan AfterLoss(TimeSpan away, double chance)
    {
        var most = away < TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(1)
            : away < TimeSpan.FromSeconds(330) ? TimeSpan.FromSeconds(5)
            : TimeSpan.FromSeconds(60);
        return most * chance;
    }

    /// <summary>After the server refused us: trying again at once cannot help.</summary>
    /// <param name="chance">0…1, at random.</param>
    internal static TimeSpan AfterRefusal(double chance) => RefusedLeast + ((RefusedMost - RefusedLeast) * chance);

    /// <summary>After a goodbye: no sooner than the server wishes, plus up to as much again.</summary>
    /// <param name="bye">What it said.</param>
    /// <param name="away">How long the agent has been without a server.</param>
    /// <param name="chance">0…1, at random.</param>
    internal static TimeSpan AfterBye(ByeMessage bye, TimeSpan away, double chance) => bye.Reason switch
    {
        // Somebody has our key, or an operator sent us away: to come back at once would be a fight.
        ByeReasons.Replaced or ByeReasons.Revoked or ByeReasons.Removed => AfterRefusal(chance),
        _ when bye.ReconnectAfter is > 0 and int wish => TimeSpan.FromMilliseconds(Math.Min(wish, 300_000) * (1 + chance)),
        _ => AfterLoss(away, chance),
    };

    /// <summary>After an error from the server.</summary>
    /// <param name="error">Its code.</param>
    /// <param name="away">How long the agent has been without a server.</param>
    /// <param name="chance">0…1, at random.</param>
    internal static TimeSpan AfterError(WireErrorCode error, TimeSpan away, double chance) =>
        error.MeansRefused() ? AfterRefusal(chance) : AfterLoss(away, chance);
}
