using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Clock;

/// <summary>The pings of one connection, and which of them have been answered. From any thread.</summary>
internal sealed class ClockPings(SteadyClock steady)
{
    // One that was not answered by then never will be.
    private const int MostOpen = 16;

    private readonly Queue<long> _open = new();

    /// <summary>A ping that leaves now.</summary>
    internal PingMessage Next()
    {
        lock (_open)
        {
            if (_open.Count == MostOpen)
            {
                _open.Dequeue();
            }

            // Two in one µs would be one.
            var now = Math.Max(steady.Now(), _open.Count == 0 ? 0 : _open.Max() + 1);
            _open.Enqueue(now);
            return new PingMessage(now);
        }
    }

    /// <summary>What a pong says; null when it answers none of ours.</summary>
    /// <param name="pong">The pong.</param>
    /// <param name="heard">When it came, by our clock.</param>
    internal ClockSample? Answer(PongMessage pong, long heard)
    {
        lock (_open)
        {
            if (!_open.Contains(pong.T0) || !IsTime(pong.T1) || !IsTime(pong.T2))
            {
                return null;
            }

            // Those before it were lost.
            while (_open.Dequeue() != pong.T0)
            {
            }

            return new ClockSample(pong.T0, pong.T1, pong.T2, heard);
        }
    }

    private static bool IsTime(long time) => time is >= 0 and <= MessageLimits.MaxInstant;
}
