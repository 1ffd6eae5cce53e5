using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Collects a decision: every change of a process is stored and told in one way.</summary>
internal sealed class DecisionBuilder(MachineState state)
{
    /// <summary>Ended processes that are remembered: enough to recognise what is repeated after a break.</summary>
    private const int EndedKept = 256;

    private readonly List<MachineEffect> _stored = [];
    private readonly List<MachineEffect> _sent = [];

    internal MachineState State { get; private set; } = state;

    internal Machine Machine => State.Machine ?? throw new InvalidOperationException("The machine has never been seen.");

    internal void SetMachine(Machine machine, bool isNew = false)
    {
        State = State with { Machine = machine };
        _stored.Add(new MachineEffect.SaveMachine(machine, isNew));
    }

    internal void SetSession(MachineSession? session) => State = State with { Session = session };

    internal void Add(FleetProcess process) => Store(process, isNew: true, told: true);

    /// <summary>Stores a process; who watches is told when its state is another one.</summary>
    internal void Set(FleetProcess process)
    {
        var before = State.Live.GetValueOrDefault(process.WireId) ?? State.Ended.GetValueOrDefault(process.WireId);
        if (before != process)
        {
            Store(process, isNew: false, told: before?.State != process.State || before.Attempt != process.Attempt);
            if (process.Ready is { } ready && (before?.Ready != ready || before.Attempt != process.Attempt))
            {
                Tell(ready ? "process.ready" : "process.not-ready", process);
            }
        }
    }

    /// <summary>Gives processes that were never sent other ids on the wire: rising ones, in their order.</summary>
    internal void Renumber(IReadOnlyCollection<FleetProcess> processes, long firstWireId)
    {
        // All are taken out before one is put back: their old and new ids may overlap.
        State = State with { Live = State.Live.RemoveRange(processes.Select(process => process.WireId)) };
        foreach (var process in processes)
        {
            Store(process with { WireId = firstWireId++ }, isNew: false, told: false);
        }
    }

    internal void Tell(string kind, FleetProcess? process = null, string? text = null) => _stored.Add(new MachineEffect.Tell(kind, process, text));

    internal void Send(MachineEffect effect) => _sent.Add(effect);

    internal Decision Done() => new(State, [.. _stored, .. _sent]);

    internal Decision Refuse(string code, string sentence) => new(State, []) { Refusal = new Refusal(code, sentence) };

    private void Store(FleetProcess process, bool isNew, bool told)
    {
        if (process.State.IsFinal())
        {
            var ended = State.Ended.SetItem(process.WireId, process);
            State = State with
            {
                Live = State.Live.Remove(process.WireId),
                Ended = ended.Count > EndedKept ? ended.Remove(ended.Values.MinBy(p => p.EndedAt)!.WireId) : ended,
            };
        }
        else
        {
            State = State with { Live = State.Live.SetItem(process.WireId, process), Ended = State.Ended.Remove(process.WireId) };
        }

        _stored.Add(new MachineEffect.SaveProcess(process, isNew));
        if (told)
        {
            _stored.Add(new MachineEffect.Tell("process." + process.State.ToWord(), process));
        }
    }
}
