namespace RemoteExec.Protocol.Sessions;

/// <summary>What the silence of a peer means.</summary>
public enum Silence
{
    /// <summary>Nothing yet.</summary>
    Fine,

    /// <summary>Ask whether it lives.</summary>
    AskNow,

    /// <summary>It is dead: close.</summary>
    Dead,
}

/// <summary>Judges silence: a ping after 15 s, dead after 45 s (docs/protocol.md §9.5).</summary>
public static class KeepAlive
{
    /// <summary>Judges.</summary>
    /// <param name="lastReceived">When the peer's last packet came.</param>
    /// <param name="lastPing">When it was last asked; null: not yet.</param>
    /// <param name="now">Now; all three by a <see cref="SteadyClock"/>.</param>
    public static Silence Judge(TimeSpan lastReceived, TimeSpan? lastPing, TimeSpan now)
    {
        if (now - lastReceived >= SessionLimits.DeadAfter)
        {
            return Silence.Dead;
        }

        var lastSign = lastPing > lastReceived ? lastPing.Value : lastReceived;
        return now - lastSign >= SessionLimits.PingAfter ? Silence.AskNow : Silence.Fine;
    }
}
