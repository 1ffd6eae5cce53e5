using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Something a decision wants done. Those that store come before those that send: what is sent has been committed.</summary>
public abstract record MachineEffect
{
    private MachineEffect()
    {
    }

    /// <summary>Store the machine.</summary>
    public sealed record SaveMachine(Machine Machine, bool IsNew) : MachineEffect;

    /// <summary>Store a process.</summary>
    public sealed record SaveProcess(FleetProcess Process, bool IsNew) : MachineEffect;

    /// <summary>Tell everyone who watches, and history.</summary>
    /// <param name="Kind">For example <c>process.exited</c>.</param>
    /// <param name="Process">The process it is about.</param>
    /// <param name="Text">More, for people.</param>
    public sealed record Tell(string Kind, FleetProcess? Process = null, string? Text = null) : MachineEffect;

    /// <summary>Send entries, in order.</summary>
    public sealed record SendExecute(IReadOnlyList<FleetProcess> Entries) : MachineEffect;

    /// <summary>Send a request to stop.</summary>
    public sealed record SendKill(IReadOnlyList<long> WireIds, int? GraceMilliseconds) : MachineEffect;

    /// <summary>End a connection.</summary>
    public sealed record CloseSession(Guid Session, string Reason) : MachineEffect;
}
