using System.Collections.Immutable;
using Orleans.Concurrency;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Server.Accounts;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains;

/// <summary>
/// The shell around <see cref="MachineRules"/>. Every decision is made at once, between two awaits, so calls may interleave; what it wants done is done in order behind
/// <see cref="MachineOutbox"/>, so a database that is away holds up nobody who only tells or asks.
/// </summary>
[Reentrant]
internal sealed partial class MachineGrain(IGroupCommit commits, IFleetReader reader, IRunReader runs, ProcessIds ids, MachinePresence presence, TimeProvider time, ILogger<MachineGrain> log)
    : Grain, IMachineGrain
{
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExpiryCheck = TimeSpan.FromSeconds(1);
    private const int EndedRemembered = 64;

    private readonly OutputLedger _output = new(reader, time);
    private MachineState _state = MachineState.Unseen;
    private MachineOutbox _outbox = null!;
    private IGrainTimer? _expiry;

    private IFleetGrain Fleet => GrainFactory.GetGrain<IFleetGrain>(IFleetGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _outbox = new MachineOutbox(commits, log, StartAgainAsync);
        var id = this.GetPrimaryKeyString();
        if (await reader.MachineAsync(id, cancellationToken) is not { } machine || machine.Id != id)
        {
            return;
        }

        // Nobody is connected to a grain that has just come up: what ran is unknown until its machine says more.
        var live = (await reader.LiveAsync(id, cancellationToken))
            .Select(process => process.State == ProcessState.Queued ? process : process with { State = ProcessState.Unknown });
        var ended = await reader.EndedLatelyAsync(id, EndedRemembered, cancellationToken);
        _state = new MachineState(machine, null, live.ToImmutableSortedDictionary(p => p.WireId, p => p), ended.ToImmutableSortedDictionary(p => p.WireId, p => p));
        WatchExpiry();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        presence.Remove(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<AttachOutcome> AttachAsync(AgentHello hello, IAgentRoute route)
    {
        var name = _state.Machine is { NamedByOperator: true } known
            ? known.Name
            : await Fleet.ClaimNameAsync(hello.Seen.Id, MachineNames.Sanitize(hello.WantedName, hello.Seen.Id));
        if (_state.Machine is { Revoked: true } revoked)
        {
            // Asked after the wait: it may have been revoked meanwhile.
            return new AttachOutcome("the machine was revoked", revoked.Name);
        }

        var session = new MachineSession(hello.Session, hello.Journalled, hello.CanKill, Ready: false, []);
        var decision = MachineRules.Attach(_state, hello.Seen with { Name = name }, session, time.GetUtcNow());

        // The old route is told to close before the new one takes its place.
        var previous = _outbox.Route;
        _outbox.Use(route, hello.Session);
        presence.Add(hello.Seen.Id);
        _ = CarryOut(decision, previous, WatchClones(hello.Side, decision.State.Machine!));
        DelayDeactivation(TimeSpan.FromDays(365));
        TellThoseWhoWait();
        return new AttachOutcome(null, name);
    }

    public Task DetachAsync(Guid session, string reason)
    {
        _ = CarryOut(MachineRules.Detach(_state, session, reason, time.GetUtcNow()));
        _outbox.Drop(session);
        if (_state.Session is null)
        {
            DelayDeactivation(TimeSpan.Zero);
            if (CloneRules.Current(_clones, time.GetUtcNow()) is null)
            {
                presence.Remove(this.GetPrimaryKeyString());
            }
        }

        return Task.CompletedTask;
    }

    public async Task<bool> ReportAsync(Guid session, AgentReport report)
    {
        if (_state.Session?.Id == session && !await _outbox.HasRoomAsync(time))
        {
            return false;
        }

        if (_state.Session?.Id != session)
        {
            return true;
        }

        var changes = await TakeOutputAsync(report.Output);
        if (_state.Session?.Id != session)
        {
            // It was replaced while the ledger was read. Its output counts; the rest it says again, for it hears no acknowledgement.
            _outbox.Acknowledge(null, [], changes.Records);
            return true;
        }

        foreach (var news in report.Executed)
        {
            _ = CarryOut(MachineRules.Executed(_state, news.WireId, news.Started, news.Message, time.GetUtcNow()));
        }

        foreach (var news in report.Statuses)
        {
            var status = new StatusReport(
                news.WireId, news.State, news.Message, news.ExitCode, news.Signal, news.Attempt, ToTime(news.AtMicroseconds), news.Ready);
            _ = CarryOut(MachineRules.Status(_state, status, ids.Next, time.GetUtcNow()));
        }

        if (report.Snapshot is { } snapshot)
        {
            _ = CarryOut(MachineRules.EndSnapshot(_state, snapshot.Complete, snapshot.HighestId, time.GetUtcNow()));
        }

        _outbox.Acknowledge(report.Sequence, changes.Offsets, changes.Records);
        return true;
    }

    public Task AnswerAsync(Guid session, IReadOnlyList<ExecutedNews> answers)
    {
        foreach (var answer in answers.Where(_ => _state.Session?.Id == session))
        {
            _ = CarryOut(MachineRules.Executed(_state, answer.WireId, answer.Started, answer.Message, time.GetUtcNow()));
        }

        return Task.CompletedTask;
    }

    public async Task<StartOutcome> StartAsync(StartCommand command)
    {
        if (await KnownAsync(command.Origins) is { Count: > 0 } known)
        {
            return await StartRestAsync(command, known);
        }

        if (_state.Machine is { AgentKey: null } plain && plain.Addresses.Count > 0)
        {
            // Clients of one address share a counter, because any of them may turn up as any of them.
            var first = await Fleet.ReserveWireIdsAsync(plain.Addresses[0], plain.NextWireId, command.Executables.Count);
            if (_state.Machine is { } still)
            {
                _state = _state with { Machine = still with { NextWireId = Math.Max(first, still.NextWireId) } };
            }
        }

        var before = _state;
        var decision = MachineRules.Start(_state, command.Executables, command.By.Name, TimeSpan.FromSeconds(command.QueueSeconds), ids.Next, time.GetUtcNow(), command.Origins);
        if (decision.Refusal is { } refusal)
        {
            return new StartOutcome(new CommandRefusal(refusal.Code, refusal.Sentence), []);
        }

        var started = decision.State.Live.Values.Where(process => !before.Live.ContainsKey(process.WireId)).ToList();
        if (!commits.Health.IsHealthy)
        {
            return new StartOutcome(Unavailable(), []);
        }

        var stored = CarryOut(decision, audit: MachineAudits.Started(command, started, _state.Machine, time.GetUtcNow()));
        try
        {
            await stored.WaitAsync(RecordPatience, time);
        }
        catch (Exception e) when (!stored.IsCompletedSuccessfully)
        {
            // Not committed at this moment, so not sent, and with this decision it never will be.
            MachineLog.NotRecorded(log, e.Message);
            _ = CarryOut(
                MachineRules.Abandon(_state, [.. started.Select(process => process.WireId)], time.GetUtcNow()),
                audit: MachineAudits.Abandoned(command, started, _state.Machine, time.GetUtcNow()));
            return new StartOutcome(Unavailable(), []);
        }

        WatchExpiry();
        return new StartOutcome(null, started);
    }

    public async Task<StopOutcome> StopAsync(StopCommand command)
    {
        var decision = MachineRules.Stop(_state, command.WireIds, command.GraceMilliseconds, command.By.Name, time.GetUtcNow());
        if (decision.Refusal is { } refusal)
        {
            return new StopOutcome(new CommandRefusal(refusal.Code, refusal.Sentence), []);
        }

        // Also those that somebody asked to stop before.
        var ids = command.WireIds.Count == 0 ? [.. _state.Live.Keys] : command.WireIds.Where(_state.Live.ContainsKey).ToList();
        var audit = MachineAudits.Stopped(command, [.. ids.Select(id => _state.Live.GetValueOrDefault(id)).OfType<FleetProcess>()], _state.Machine, time.GetUtcNow());
        var stored = CarryOut(decision, audit: audit);
        var saved = decision.Effects.OfType<MachineEffect.SaveProcess>().ToDictionary(save => save.Process.WireId, save => save.Process);
        var wanted = ids.Select(id => saved.GetValueOrDefault(id) ?? _state.Live.GetValueOrDefault(id)).OfType<FleetProcess>().ToList();
        if (!commits.Health.IsHealthy)
        {
            // A stop is not a start: done twice it does no harm, and it must not wait for a disk.
            await _outbox.SendNowAsync([.. decision.Effects.OfType<MachineEffect.SendKill>()]);
            return new StopOutcome(null, wanted);
        }

        await Task.WhenAny(stored, Task.Delay(RecordPatience, time));
        return new StopOutcome(null, wanted);
    }

    public async Task<string?> RenameAsync(string name, Caller by)
    {
        if (_state.Machine is not { } machine)
        {
            return "there is no such machine";
        }

        if ((MachineNames.FindProblem(name) ?? await Fleet.RenameAsync(machine.Id, name)) is { } problem)
        {
            return problem;
        }

        await CarryOut(MachineRules.Change(
            _state, m => m with { Name = name, NamedByOperator = true }, "machine.renamed", $"{by.Name} renamed {machine.Name} to {name}"),
            audit: by.Audit(time.GetUtcNow(), "machine.rename", machine.Name, $"to {name}")).WaitAsync(RecordPatience, time);
        return null;
    }

    public Task LabelAsync(IReadOnlyDictionary<string, string?> changes, Caller by)
    {
        var labels = new Dictionary<string, string>(_state.Machine?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                labels.Remove(key);
            }
            else
            {
                labels[key] = value;
            }
        }

        return _state.Machine is not { } machine
            ? Task.CompletedTask
            : CarryOut(
                MachineRules.Change(_state, m => m with { Labels = labels }, "machine.labelled", $"{by.Name} changed labels: {string.Join(", ", changes.Keys)}"),
                audit: by.Audit(time.GetUtcNow(), "machine.label", machine.Name, string.Join(", ", changes.Select(change => change.Value is null ? $"-{change.Key}" : $"{change.Key}={change.Value}"))))
                .WaitAsync(RecordPatience, time);
    }

    public async Task RevokeAsync(Caller by)
    {
        if (_state.Machine is not { } machine)
        {
            return;
        }

        var stored = CarryOut(
            MachineRules.Change(_state, m => m with { Revoked = true }, "machine.revoked", $"{by.Name} revoked its identity"),
            audit: by.Audit(time.GetUtcNow(), "machine.revoke", machine.Name));
        if (_outbox.Route is { } route)
        {
            // At once, and not after a commit that a database which is away may owe for long.
            await route.Route.CloseAsync(new RouteClose("revoked", null));
        }

        await stored.WaitAsync(RecordPatience, time);
    }

    public async Task<string?> RemoveAsync(Caller by)
    {
        if (_state.Machine is not { } machine)
        {
            return "there is no such machine";
        }

        if (_state.Session is not null)
        {
            return $"{machine.Name} is connected; stop its agent or revoke it first";
        }

        // Decided before the first wait: who connects meanwhile is new, and is stored after this.
        var conductors = ConductorsOf(_state.Live.Values);
        _state = MachineState.Unseen;
        var removed = commits.CommitAsync(
        [
            new StorageChange.RemoveMachine(machine.Id),
            new StorageChange.AddEvent(new EventRow(0, time.GetUtcNow(), "machine.removed", machine.Id, machine.Name, null, EffectRecords.Text($"{by.Name} removed {machine.Name}"))),
            by.Audit(time.GetUtcNow(), "machine.remove", machine.Name),
        ]);
        await Fleet.ForgetAsync(machine.Id);
        await removed.WaitAsync(RecordPatience, time);
        TellOfRemoval(conductors, machine.Id);
        return null;
    }

    public Task<MachineView?> ViewAsync() => Task.FromResult(
        _state.Machine is { } machine ? new MachineView(_state.IsConnected ? machine with { LastSeen = time.GetUtcNow() } : machine, _state.IsConnected, [.. _state.Live.Values], CloneRules.Current(_clones, time.GetUtcNow())) : null);

    // What a machine said and could not be stored is heard again from its next connection, by an owner that knows only what is stored.
    private async Task StartAgainAsync()
    {
        if (_outbox.Route is { } route)
        {
            await route.Route.CloseAsync(new RouteClose("shutdown", null));
        }

        DelayDeactivation(TimeSpan.Zero);
        DeactivateOnIdle();
    }

    /// <summary>Adopts a decision and has its effects carried out, in order. Completes with the commit of what it stores.</summary>
    private Task CarryOut(Decision decision, MachineRoute? closing = null, StorageChange? audit = null, params IEnumerable<StorageChange> more)
    {
        _state = decision.State;
        if (decision.Effects.Count == 0 && audit is null)
        {
            return Task.CompletedTask;
        }

        var records = EffectRecords.Of(decision, time.GetUtcNow());
        if (audit is not null)
        {
            records.Add(audit);
        }

        records.AddRange(more);
        var stored = _outbox.Post(records, decision.Effects, closing, IsStillWanted);
        TellConductors(stored, decision.Effects);
        return stored;
    }

    // Between the decision and the commit a start may have been taken back.
    private bool IsStillWanted(FleetProcess process) =>
        _state.Live.TryGetValue(process.WireId, out var now) && now.State is ProcessState.Starting or ProcessState.Pending;

    private async Task<(List<StorageChange> Records, List<OutputOffset> Offsets)> TakeOutputAsync(IReadOnlyList<OutputNews> output)
    {
        _output.KeepOnly(() => _state.Live.Values.Concat(_state.Ended.Values).Select(process => process.Id));
        var records = new List<StorageChange>();
        var offsets = new List<OutputOffset>();
        foreach (var news in output)
        {
            var process = _state.Live.GetValueOrDefault(news.WireId) ?? _state.Ended.GetValueOrDefault(news.WireId);
            if (process is null)
            {
                // Nobody will ask for it. Acknowledged, so that it is not sent for ever.
                offsets.Add(new OutputOffset(news.WireId, news.Stream, news.Offset + news.Bytes.Length));
                continue;
            }

            if (await _output.TakeAsync(process.Id, news) is { } record)
            {
                records.Add(record);
            }

            offsets.Add(new OutputOffset(news.WireId, news.Stream, await _output.EndAsync(process.Id, news.Stream)));
        }

        return (records, offsets);
    }

    private void WatchExpiry()
    {
        if (_expiry is null && _state.Live.Values.Any(process => process.State == ProcessState.Queued))
        {
            _expiry = this.RegisterGrainTimer(ExpireAsync, new GrainTimerCreationOptions(ExpiryCheck, ExpiryCheck) { Interleave = true, KeepAlive = true });
        }
    }

    private Task ExpireAsync()
    {
        _ = CarryOut(MachineRules.Expire(_state, time.GetUtcNow()));
        if (_state.Live.Values.All(process => process.State != ProcessState.Queued))
        {
            _expiry?.Dispose();
            _expiry = null;
        }

        return Task.CompletedTask;
    }

    private CommandRefusal Unavailable() =>
        new("storage-unavailable", $"nothing can be recorded now: {commits.Health.Reason ?? "the database does not answer"}; see /readyz");

    private static DateTimeOffset? ToTime(long? microseconds) =>
        microseconds is > 0 and < 253_402_300_799_000_000 ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds.Value) : null;
}
