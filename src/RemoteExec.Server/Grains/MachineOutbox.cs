using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage;

namespace RemoteExec.Server.Grains;

/// <summary>A machine's route and the session that it leads to.</summary>
internal sealed record MachineRoute(IAgentRoute Route, Guid Session);

/// <summary>Carries out what was decided about one machine, in the order of the decisions: first the commit, then what is sent.</summary>
/// <param name="commits">Where records go.</param>
/// <param name="log">For what could not be carried out.</param>
/// <param name="lost">Called once when a record was refused for good: what is in memory is then no longer what is stored.</param>
internal sealed class MachineOutbox(IGroupCommit commits, ILogger log, Func<Task> lost)
{
    /// <summary>Output of one machine that may wait for its commit; above it the machine is not listened to.</summary>
    private const long MaxPendingOutput = 4 << 20;

    /// <summary>Decisions about one machine that may wait for their commit, likewise.</summary>
    private const int MaxPendingPosts = 512;

    private static readonly TimeSpan RoutePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(2);

    private Task _tail = Task.CompletedTask;
    private long _pendingOutput;
    private int _pendingPosts;
    private bool _lost;

    internal MachineRoute? Route { get; private set; }

    internal void Use(IAgentRoute route, Guid session) => Route = new MachineRoute(route, session);

    internal void Drop(Guid session)
    {
        if (Route?.Session == session)
        {
            Route = null;
        }
    }

    /// <summary>Stores, then sends. Completes with the commit; what is sent after it is not waited for.</summary>
    internal Task Post(
        IReadOnlyList<StorageChange> records, IReadOnlyList<MachineEffect> effects, MachineRoute? closing, Func<FleetProcess, bool> isStillWanted)
    {
        var commit = Commit(records);
        _tail = AfterAsync(_tail, commit, bytes: 0, () => SendAsync(effects, closing, isStillWanted));
        return commit;
    }

    /// <summary>Stores output, and acknowledges it and everything before it.</summary>
    internal void Acknowledge(long? sequence, List<OutputOffset> offsets, List<StorageChange> output)
    {
        if (sequence is null && offsets.Count == 0 && output.Count == 0)
        {
            return;
        }

        var bytes = output.OfType<StorageChange.AddOutput>().Sum(add => (long)add.Piece.Bytes.Length);
        var route = Route;
        var commit = Commit(output);
        _tail = AfterAsync(_tail, commit, bytes, () => AcknowledgeAsync(route, sequence, offsets));
    }

    /// <summary>Sends at once what need not be stored before.</summary>
    internal async Task SendNowAsync(IReadOnlyList<MachineEffect> effects)
    {
        try
        {
            await SendAsync(effects, null, _ => false).WaitAsync(RoutePatience);
        }
        catch (TimeoutException late)
        {
            MachineLog.NotCarriedOut(log, late);
        }
    }

    // Only to who said it: a session that has ended since would be waited for, once for each of its packets.
    private Task AcknowledgeAsync(MachineRoute? teller, long? sequence, List<OutputOffset> offsets) =>
        !_lost && teller is not null && teller.Session == Route?.Session && (sequence is not null || offsets.Count > 0)
            ? teller.Route.AcknowledgeAsync(new RouteAcknowledgement(sequence, offsets))
            : Task.CompletedTask;

    /// <summary>Waits, for a while, until not too much of this machine, nor of all machines, waits to be stored. False: it still does.</summary>
    internal async Task<bool> HasRoomAsync(TimeProvider time)
    {
        if (!IsCrowded)
        {
            return true;
        }

        await Task.WhenAny(_tail, Task.Delay(RoomPatience, time));
        return !IsCrowded;
    }

    private bool IsCrowded => _pendingOutput > MaxPendingOutput || _pendingPosts > MaxPendingPosts || commits.IsCrowded;

    private Task Commit(IReadOnlyList<StorageChange> records)
    {
        try
        {
            return commits.CommitAsync(records);
        }
        catch (StorageFullException full)
        {
            return Task.FromException(full);
        }
    }

    private async Task AfterAsync(Task before, Task commit, long bytes, Func<Task> send)
    {
        _pendingOutput += bytes;
        _pendingPosts++;
        await before;
        try
        {
            await commit;
            await send().WaitAsync(RoutePatience);
        }
        catch (OperationCanceledException)
        {
            // The server stops; what was not committed was not sent.
        }
        catch (Exception e)
        {
            // The machine is told nothing that is not recorded. From here on nothing is acknowledged, so that it says everything again, to an owner that has read again what is stored.
            MachineLog.NotCarriedOut(log, e);
            if (commit.IsFaulted && !_lost)
            {
                _lost = true;
                await lost();
            }
        }
        finally
        {
            _pendingOutput -= bytes;
            _pendingPosts--;
        }
    }

    private async Task SendAsync(IReadOnlyList<MachineEffect> effects, MachineRoute? closing, Func<FleetProcess, bool> isStillWanted)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case MachineEffect.SendExecute send when Route is { } route:
                    var entries = send.Entries.Where(isStillWanted).ToList();
                    if (entries.Count > 0)
                    {
                        await route.Route.ExecuteAsync(new RouteExecute(entries));
                    }

                    break;
                case MachineEffect.SendKill kill when Route is { } route:
                    await route.Route.KillAsync(new RouteKill(kill.WireIds, kill.GraceMilliseconds));
                    break;
                case MachineEffect.CloseSession close when (closing ?? Route) is { } route && route.Session == close.Session:
                    await route.Route.CloseAsync(new RouteClose(close.Reason, null));
                    break;
            }
        }
    }
}
