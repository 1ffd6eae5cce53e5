namespace RemoteExec.Agent.Execution.Output;

/// <summary>Bytes of output that may wait on this agent, over all processes.</summary>
internal sealed class OutputBudget(long total = OutputLimits.Together)
{
    private long _left = total;

    /// <summary>Takes up to a number of bytes.</summary>
    /// <returns>Bytes granted, perhaps none.</returns>
    internal int Take(int wanted)
    {
        while (true)
        {
            var left = Interlocked.Read(ref _left);
            var granted = (int)Math.Min(left, wanted);
            if (granted <= 0)
            {
                return 0;
            }

            if (Interlocked.CompareExchange(ref _left, left - granted, left) == left)
            {
                return granted;
            }
        }
    }

    internal void Return(int bytes) => Interlocked.Add(ref _left, bytes);
}
