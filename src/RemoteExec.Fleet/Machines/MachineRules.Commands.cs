using RemoteExec.Fleet.Processes;

namespace RemoteExec.Fleet.Machines;

/// <summary>Here: what operators ask for.</summary>
public static partial class MachineRules
{
    /// <summary>Ids end here; a machine that got so far needs a new name.</summary>
    public const long HighestWireId = int.MaxValue;

    /// <summary>Starts executables, or queues them while the machine is away.</summary>
    /// <param name="state">Before.</param>
    /// <param name="executables">What, in order.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="queueFor">How long they may wait; zero: refuse while the machine is away.</param>
    /// <param name="nextProcessId">Gives fleet-wide ids.</param>
    /// <param name="now">Now.</param>
    /// <param name="origins">Which step of a run each of them performs; null: none.</param>
    public static Decision Start(
        MachineState state,
        IReadOnlyList<Executable> executables,
        string by,
        TimeSpan queueFor,
        Func<long> nextProcessId,
        DateTimeOffset now,
        IReadOnlyList<RunOrigin>? origins = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(executables);
        ArgumentNullException.ThrowIfNull(nextProcessId);
        var build = new DecisionBuilder(state);
        if (state.Machine is not { } machine)
        {
            return build.Refuse("not-found", "there is no such machine");
        }

        if (machine.Revoked)
        {
            return build.Refuse("not-found", $"{machine.Name} was revoked");
        }

        if (!state.IsConnected && queueFor <= TimeSpan.Zero)
        {
            return build.Refuse("machine-away", $"{machine.Name} is away; start it there, or let the request wait for it");
        }

        if (machine.NextWireId + executables.Count - 1 > HighestWireId)
        {
            return build.Refuse("ids-exhausted", $"{machine.Name} has used all its ids; remove it and let it join again");
        }

        var started = new List<FleetProcess>();
        foreach (var executable in executables)
        {
            var wireId = machine.NextWireId + started.Count;
            started.Add(new FleetProcess(nextProcessId(), machine.Id, wireId, executable, ProcessState.Queued, now)
            {
                State = state.IsConnected ? StateWhenSent(executable) : ProcessState.Queued,
                ExpiresAt = state.IsConnected ? null : now + queueFor,
                Message = state.IsConnected ? "" : $"waits for its machine, at most until {(now + queueFor).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC",
                RequestedBy = by,
                Origin = origins?[started.Count],
            });
        }

        build.SetMachine(machine with { NextWireId = machine.NextWireId + started.Count });
        started.ForEach(build.Add);
        if (state.IsConnected && started.Count > 0)
        {
            build.Send(new MachineEffect.SendExecute(started));
        }

        return build.Done();
    }

    /// <summary>Asks for the end of processes.</summary>
    /// <param name="state">Before.</param>
    /// <param name="wireIds">Which; empty: all live ones.</param>
    /// <param name="graceMilliseconds">Between asking and killing; null: the process's own, or the agent's. Who asks again says anew.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">Now.</param>
    public static Decision Stop(MachineState state, IReadOnlyList<long> wireIds, int? graceMilliseconds, string by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(wireIds);
        var build = new DecisionBuilder(state);
        var wanted = wireIds.Count == 0 ? [.. state.Live.Values] : wireIds.Where(state.Live.ContainsKey).Select(id => state.Live[id]).ToList();
        if (wanted.Count == 0)
        {
            return build.Refuse("not-running", "nothing of that runs");
        }

        var sent = wanted.Where(p => p.State != ProcessState.Queued).Select(p => p.WireId).ToList();
        if (sent.Count > 0 && !CanKill(state))
        {
            return build.Refuse("no-stop", $"the client on {build.Machine.Name} speaks the plain protocol, which has no stop; end the program there, or run our agent");
        }

        foreach (var process in wanted)
        {
            build.Set(process.State == ProcessState.Queued
                ? process with { State = ProcessState.Closed, StopRequested = true, Message = $"cancelled by {by} before it was sent", EndedAt = now }
                : process with { StopRequested = true, StopGraceMilliseconds = graceMilliseconds });
        }

        if (sent.Count > 0 && state.IsConnected)
        {
            build.Send(new MachineEffect.SendKill(sent, graceMilliseconds));
        }

        build.Tell("audit.stop", text: $"{by} asked for the end of {wanted.Count} processes");
        return build.Done();
    }

    // While it is away, what its last connection could do counts.
    private static bool CanKill(MachineState state) =>
        state.Session?.CanKill ?? (state.Machine is { Dialect: "LE4" } || state.Machine?.Extensions.Contains("kill") == true);

    /// <summary>Gives up what waited too long.</summary>
    /// <param name="state">Before.</param>
    /// <param name="now">Now.</param>
    public static Decision Expire(MachineState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var build = new DecisionBuilder(state);
        foreach (var process in state.Live.Values.Where(p => p.State == ProcessState.Queued && p.ExpiresAt <= now))
        {
            build.Set(Expired(process, now));
        }

        return build.Done();
    }

    /// <summary>Takes back a start that could not be recorded: it is not sent.</summary>
    /// <param name="state">Before.</param>
    /// <param name="wireIds">Which.</param>
    /// <param name="now">Now.</param>
    public static Decision Abandon(MachineState state, IReadOnlyList<long> wireIds, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(wireIds);
        var build = new DecisionBuilder(state);
        foreach (var process in wireIds.Where(state.Live.ContainsKey).Select(id => state.Live[id]))
        {
            build.Set(process with { State = ProcessState.Failed, Message = "the server could not record it, and did not send it", EndedAt = now });
        }

        return build.Done();
    }

    /// <summary>Renames, labels or revokes: the machine's row changes.</summary>
    /// <param name="state">Before.</param>
    /// <param name="change">The change.</param>
    /// <param name="kind">For history.</param>
    /// <param name="text">For history.</param>
    public static Decision Change(MachineState state, Func<Machine, Machine> change, string kind, string text)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(change);
        var build = new DecisionBuilder(state);
        build.SetMachine(change(build.Machine));
        build.Tell(kind, text: text);
        if (build.Machine.Revoked && state.Session is { } session)
        {
            build.Send(new MachineEffect.CloseSession(session.Id, "revoked"));
        }

        return build.Done();
    }
}
