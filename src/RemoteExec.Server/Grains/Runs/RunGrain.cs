using System.Collections.Immutable;
using Orleans.Concurrency;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Notices;
using RemoteExec.Server.Targets;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains.Runs;

/// <summary>
/// The shell around <see cref="RunRules"/>: what is decided is stored first and carried out then. Every decision is made between two awaits, so calls may interleave.
/// </summary>
[Reentrant]
internal sealed class RunGrain(IGroupCommit commits, IRunReader reader, Waker waker, NoticeBell bell, TimeProvider time, ILogger<RunGrain> log) : Grain, IRunGrain
{
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(30);

    private readonly List<FleetProcess> _news = [];
    private readonly Dictionary<long, long> _wireIds = [];
    private ImmutableHashSet<string> _away = [];
    private RunRow? _run;
    private IGrainTimer? _timer;
    private bool _isReading;

    private long Id => this.GetPrimaryKeyLong();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _run = await reader.RunAsync(Id, cancellationToken);
        if (_run is not { } run || run.State.Phase.IsFinal())
        {
            return;
        }

        DelayDeactivation(TimeSpan.FromDays(365));
        var processes = await reader.ProcessesOfAsync(Id, null, cancellationToken);
        var known = Known(processes);

        // Who is away because this server was killed has not gone away.
        (_away, _) = Absences.Learn([], run.State, known);
        _ = CarryOut(RunRules.Resume(run.State, known, time.GetUtcNow()));
    }

    public async Task<CommandRefusal?> BeginAsync(RunPlan plan, Caller by)
    {
        if (!commits.Health.IsHealthy)
        {
            return new CommandRefusal("storage-unavailable", $"nothing can be recorded now: {commits.Health.Reason ?? "the database does not answer"}; see /readyz");
        }

        var decision = RunRules.Begin(plan, time.GetUtcNow());
        _run = new RunRow(Id, by.Name, decision.State);
        DelayDeactivation(TimeSpan.FromDays(365));
        await CarryOut(decision, audit: by.Audit(time.GetUtcNow(), "run.start", plan.Sequence.Name, $"run {Id}"));
        return null;
    }

    public Task ResumeAsync() => Task.CompletedTask;

    public Task NewsAsync(IReadOnlyList<FleetProcess> processes)
    {
        _news.AddRange(processes);
        return _isReading ? Task.CompletedTask : ReadNewsAsync();
    }

    public async Task CameAsync(string machineId)
    {
        if (_run is { } run)
        {
            await CarryOut(RunRules.Came(run.State, machineId, time.GetUtcNow()));
        }
    }

    public async Task MachineRemovedAsync(string machineId)
    {
        if (_run is { } run)
        {
            await CarryOut(RunRules.Removed(run.State, machineId, time.GetUtcNow()));
        }
    }

    public async Task<CommandRefusal?> StopAsync(Caller by)
    {
        if (_run is not { } run)
        {
            return new CommandRefusal("not-found", $"there is no run {Id}; \"remoteexec runs\" lists them");
        }

        if (run.State.Phase.IsFinal())
        {
            return new CommandRefusal("not-running", $"run {Id} has ended already");
        }

        await CarryOut(RunRules.Stop(run.State, by.Name, time.GetUtcNow()), audit: by.Audit(time.GetUtcNow(), "run.stop", run.State.Plan.Sequence.Name, $"run {Id}")).WaitAsync(RecordPatience, time);
        return null;
    }

    // What comes while a decision is being stored is decided together afterwards.
    private async Task ReadNewsAsync()
    {
        _isReading = true;
        try
        {
            while (_news.Count > 0 && _run is { } run)
            {
                var news = Known(_news);
                _news.Clear();
                var absences = Absences.None;
                if (!run.State.Phase.IsFinal())
                {
                    (_away, absences) = Absences.Learn(_away, run.State, news);
                }

                await CarryOut(RunRules.News(run.State, news, time.GetUtcNow()), absences);
            }
        }
        finally
        {
            _isReading = false;
        }
    }

    private List<(int Lane, int Step, FleetProcess Process)> Known(IEnumerable<FleetProcess> processes)
    {
        List<(int Lane, int Step, FleetProcess Process)> known = [];
        foreach (var process in processes.Where(process => process.Origin?.Run == Id))
        {
            _wireIds[process.Id] = process.WireId;
            known.Add((process.Origin!.Lane, process.Origin.Step, process));
        }

        return known;
    }

    /// <summary>Adopts a decision, stores it, and has it carried out. Completes with the commit.</summary>
    private async Task CarryOut(RunDecision decision, Absences? absences = null, StorageChange? audit = null)
    {
        var run = _run! with { State = decision.State };
        _run = run;
        var records = RunRecords.Of(run, decision, absences ?? Absences.None, time.GetUtcNow());
        if (audit is not null)
        {
            records.Add(audit);
        }

        var stored = commits.CommitAsync(records);
        Watch();
        await stored;
        if (records.Exists(record => record is StorageChange.AddNoticeEvent))
        {
            bell.Happened.Ring();
        }

        var starts = decision.Effects.OfType<RunEffect.Start>().ToList();
        starts.ForEach(start => _ = StartAsync(start));
        foreach (var stops in decision.Effects.OfType<RunEffect.Stop>().GroupBy(stop => stop.Lane))
        {
            _ = StopAsync(run.State.Plan.Lanes[stops.Key], [.. stops.Select(stop => stop.ProcessId)]);
        }

        decision.Effects.OfType<RunEffect.Wake>().ToList().ForEach(wake => _ = WakeAsync(wake));
        if (run.State.Phase.IsFinal())
        {
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    private async Task StartAsync(RunEffect.Start start)
    {
        var run = _run!;
        var lane = run.State.Plan.Lanes[start.Lane];
        var steps = run.State.Plan.TrackOf(lane).Steps;
        var command = new StartCommand(
            [.. start.Steps.Select(step => steps[step.Step].Executable with { Name = steps[step.Step].Name, DelayMilliseconds = step.DelayMilliseconds, At = step.At })],
            Caller.Of(run.StartedBy),
            (start.QueueMilliseconds + 999) / 1_000,
            [.. start.Steps.Select(step => new RunOrigin(Id, start.Lane, step.Step))]);
        var outcome = await UntilRecordedAsync(() => GrainFactory.GetGrain<IMachineGrain>(lane.MachineId).StartAsync(command), outcome => outcome.Refusal);
        await (outcome.Refusal is { } refusal
            ? CarryOut(RunRules.Refused(_run!.State, start.Lane, [.. start.Steps.Select(step => step.Step)], refusal.Code == "machine-away", refusal.Sentence, time.GetUtcNow()))
            : NewsAsync(outcome.Processes));
    }

    private async Task WakeAsync(RunEffect.Wake wake)
    {
        var machine = _run!.State.Plan.Lanes[wake.Lane].MachineId;
        try
        {
            var outcome = await waker.WakeAsync(machine, Id);
            var sentence = outcome.Obstacle ?? RunRules.WokenThrough(outcome.Relays);
            if (outcome.IsThere)
            {
                await CameAsync(machine);
            }
            else if (_run!.State.Lanes[wake.Lane].Steps[wake.Step].Message != sentence)
            {
                await CarryOut(RunRules.SentFor(_run.State, wake.Lane, wake.Step, sentence, time.GetUtcNow()));
            }
        }
        catch (Exception e)
        {
            // It is tried again in some seconds, until the step's time is over.
            RunLog.AskedAgain(log, Id, e.Message);
        }
    }

    private async Task StopAsync(Lane lane, IReadOnlyList<long> processes)
    {
        var command = new StopCommand([.. processes.Where(_wireIds.ContainsKey).Select(id => _wireIds[id])], null, Caller.Of(_run!.State.StoppedBy ?? _run.StartedBy), Id);
        var outcome = command.WireIds.Count == 0
            ? null
            : await UntilRecordedAsync(() => GrainFactory.GetGrain<IMachineGrain>(lane.MachineId).StopAsync(command), outcome => outcome.Refusal);
        if (outcome?.Refusal is not null)
        {
            // It has ended meanwhile, or nobody will end it: what is stored says so, and patience ends otherwise.
            await NewsAsync(await reader.ProcessesOfAsync(Id, lane.MachineId, CancellationToken.None));
        }
    }

    // A database that is away is waited for: what is asked for here can be asked for again.
    private async Task<T> UntilRecordedAsync<T>(Func<Task<T>> ask, Func<T, CommandRefusal?> refusalOf)
    {
        while (true)
        {
            try
            {
                var outcome = await ask();
                if (refusalOf(outcome) is not { Code: "storage-unavailable" })
                {
                    return outcome;
                }
            }
            catch (Exception e) when (e is TimeoutException or OrleansException)
            {
                RunLog.AskedAgain(log, Id, e.Message);
            }

            await Task.Delay(RetryPause, time);
        }
    }

    private void Watch()
    {
        _timer?.Dispose();
        _timer = null;
        if (_run is not { State: { Phase: var phase } state } || phase.IsFinal())
        {
            return;
        }

        var due = RunRules.NextDue(state) is { } next ? next - time.GetUtcNow() : LookAround;
        var pause = due > LookAround ? LookAround : due < TimeSpan.Zero ? TimeSpan.Zero : due;
        _timer = this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(pause + TimeSpan.FromMilliseconds(1), LookAround) { Interleave = true, KeepAlive = true });
    }

    private async Task LookAsync()
    {
        var run = _run!;
        if (RunRules.NextDue(run.State) is { } due && due <= time.GetUtcNow())
        {
            await CarryOut(RunRules.Tick(run.State, time.GetUtcNow()));
            return;
        }

        await NewsAsync(await reader.ProcessesOfAsync(Id, null, CancellationToken.None));
    }
}
