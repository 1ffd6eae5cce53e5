namespace RemoteExec.Agent.Execution.Policies;

/// <summary>What follows from the end of an attempt.</summary>
internal abstract record RestartDecision
{
    private RestartDecision()
    {
    }

    /// <summary>It is started again.</summary>
    /// <param name="After">The pause until then.</param>
    /// <param name="History">With the new attempt counted.</param>
    /// <param name="Message">For people: why the last one ended, and when the next begins.</param>
    internal sealed record Again(TimeSpan After, RestartHistory History, string Message) : RestartDecision
    {
        /// <summary>The attempt that is to come, from 2.</summary>
        internal int Attempt => History.Attempt;
    }

    /// <summary>It would be started again, but was too often.</summary>
    /// <param name="Message">For people; begins with <c>gave up: </c>.</param>
    internal sealed record GiveUp(string Message) : RestartDecision;

    /// <summary>This end is the end.</summary>
    internal sealed record Done : RestartDecision;
}
