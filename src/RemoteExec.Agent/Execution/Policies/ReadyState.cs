using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Policies;

/// <summary>How near an attempt is to being ready.</summary>
/// <param name="Policy">What is waited for.</param>
/// <param name="Verdict">True: ready; false: it cannot become so any more; null: not yet.</param>
/// <param name="Tries">Probes that have failed.</param>
/// <param name="LastFailure">Why the last one did; null: none has.</param>
internal sealed record ReadyState(ReadyPolicy Policy, bool? Verdict, int Tries, string? LastFailure);

/// <summary>Something that may make an attempt ready.</summary>
internal abstract record ReadyEvent
{
    private ReadyEvent()
    {
    }

    /// <summary>A line of its output matched.</summary>
    internal sealed record LineMatched : ReadyEvent;

    /// <summary>Lines of its output could not be looked at.</summary>
    /// <param name="Why">As the end of a sentence.</param>
    internal sealed record LinesUnread(string Why) : ReadyEvent;

    /// <summary>Its port took a connection, or its URL answered as it should.</summary>
    internal sealed record ProbeSucceeded : ReadyEvent;

    /// <summary>They did not.</summary>
    /// <param name="Why">For people, in a few words.</param>
    internal sealed record ProbeFailed(string Why) : ReadyEvent;

    /// <summary>The attempt has ended.</summary>
    internal sealed record Exited(Processes.ProcessExit Exit) : ReadyEvent;

    /// <summary>Time has passed.</summary>
    internal sealed record TimePassed : ReadyEvent;
}

/// <summary>What a step towards readiness wants done.</summary>
internal abstract record ReadyEffect
{
    private ReadyEffect()
    {
    }

    /// <summary>Probe its port or its URL.</summary>
    /// <param name="After">The pause before.</param>
    internal sealed record Probe(TimeSpan After) : ReadyEffect;

    /// <summary>Tell that time has passed.</summary>
    /// <param name="At">When, counted from the start of the attempt.</param>
    internal sealed record Wake(TimeSpan At) : ReadyEffect;

    /// <summary>Tell the server that it is ready.</summary>
    internal sealed record Ready : ReadyEffect;

    /// <summary>Tell the server that it will not be.</summary>
    /// <param name="Reason">For people.</param>
    internal sealed record NotReady(string Reason) : ReadyEffect;
}

/// <summary>A step.</summary>
/// <param name="State">After it.</param>
/// <param name="Effects">In order.</param>
internal readonly record struct ReadyStep(ReadyState State, IReadOnlyList<ReadyEffect> Effects);
