using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Ledger;

/// <summary>Collects lines and effects while a rule runs.</summary>
internal sealed class DecisionBuilder(LedgerState state)
{
    private readonly List<LedgerLine> _lines = [];
    private readonly List<Effect> _effects = [];

    internal LedgerState State { get; private set; } = state;

    internal void Write(LedgerLine line)
    {
        _lines.Add(line);
        State = LedgerFold.Apply(State, line);
    }

    /// <summary>Takes over what another rule decided from <see cref="State"/>.</summary>
    internal void Add(Decision decision)
    {
        _lines.AddRange(decision.Lines);
        _effects.AddRange(decision.Effects);
        State = decision.State;
    }

    internal void Do(Effect effect) => _effects.Add(effect);

    /// <param name="aside">It says nothing about the start of its id.</param>
    internal void Answer(WireId? id, bool started, string message, bool aside = false) =>
        Tell(new Report(State.NextReport, new ExecutedEntry(id, started, Answers.Cut(message)), null), aside);

    internal void Tell(ProcessStatusEntry status, bool aside = false) =>
        Tell(new Report(State.NextReport, null, status with { Message = Answers.Cut(status.Message) }), aside);

    internal Decision Done() => new(State, _lines, _effects);

    private void Tell(Report report, bool aside) => Write(new LedgerLine { Report = report.ToLine(aside) });
}
