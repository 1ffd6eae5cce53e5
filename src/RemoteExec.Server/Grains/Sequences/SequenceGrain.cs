using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Grains.Runs;
using RemoteExec.Server.Targets;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains.Sequences;

/// <inheritdoc cref="ISequenceGrain"/>
internal sealed class SequenceGrain(IGroupCommit commits, IRunReader reader, FleetMembers members, RunIds ids, TimeProvider time) : Grain, ISequenceGrain
{
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(5);

    private SequenceRow? _stored;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _stored = await reader.SequenceAsync(this.GetPrimaryKeyString(), cancellationToken);

    public async Task<SequenceOutcome> PutAsync(Sequence sequence, string text, long? expected, Caller by)
    {
        if (Conflict(expected) is { } refusal)
        {
            return new SequenceOutcome(refusal, _stored?.Version ?? 0, IsNew: false);
        }

        // Also after it was deleted and made again no version comes twice.
        var now = time.GetUtcNow();
        var row = new SequenceRow(sequence, text, Math.Max((_stored?.Version ?? 0) + 1, now.ToUnixTimeMilliseconds()), now, by.Name);
        var isNew = _stored is null;
        await RecordAsync(new StorageChange.SaveSequence(row), isNew ? "sequence.created" : "sequence.changed", sequence.Name, by, by.Audit(now, "sequence.apply", sequence.Name, $"version {row.Version}"));
        _stored = row;
        return new SequenceOutcome(null, row.Version, isNew);
    }

    public async Task<CommandRefusal?> DeleteAsync(long? expected, Caller by)
    {
        if (_stored is not { } row)
        {
            return Missing();
        }

        if (Conflict(expected) is { } refusal)
        {
            return refusal;
        }

        await RecordAsync(new StorageChange.RemoveSequence(row.Sequence.Name), "sequence.deleted", row.Sequence.Name, by, by.Audit(time.GetUtcNow(), "sequence.delete", row.Sequence.Name, $"version {row.Version}"));
        _stored = null;
        return null;
    }

    public async Task<Planning?> CheckAsync()
    {
        if (_stored is not { Sequence: var sequence })
        {
            return null;
        }

        var planning = RunPlanner.Plan(sequence, await members.MeantByAsync(sequence));
        var answers = planning.Plan is { } plan ? await AskAsync(plan) : [];
        IReadOnlyList<Finding> all = [.. planning.Findings, .. answers];
        return planning with { Findings = await UnderWayAsync(sequence) is { } finding ? [finding, .. all] : all };
    }

    public async Task<RunOutcome> StartAsync(Caller by)
    {
        if (await CheckAsync() is not { } planning)
        {
            return new RunOutcome(Missing(), null, []);
        }

        if (!planning.MayBegin)
        {
            return new RunOutcome(null, null, planning.Findings);
        }

        var run = ids.Next();
        var refusal = await GrainFactory.GetGrain<IRunGrain>(run).BeginAsync(planning.Plan!, by);
        return new RunOutcome(refusal, refusal is null ? run : null, planning.Findings);
    }

    // All at once: the slowest machine is what the check takes.
    private async Task<IEnumerable<Finding>> AskAsync(RunPlan plan)
    {
        var answers = await Task.WhenAll(RunChecks.QuestionsOf(plan).Select(async question =>
            (question.Lane, Outcome: await GrainFactory.GetGrain<IMachineGrain>(question.Lane.MachineId).CheckAsync(question.Executables))));
        return answers.SelectMany(answer => RunChecks.Read(plan, answer.Lane, answer.Outcome.Answer, answer.Outcome.Refusals));
    }

    private async Task<Finding?> UnderWayAsync(Sequence sequence) =>
        await reader.UnderWayAsync(sequence.Name, CancellationToken.None) is { } open
            ? new Finding("already-running", null, null, null, $"run {open} of it is under way; wait for its end, or stop it: remoteexec sequence stop {sequence.Name}")
            : null;

    private CommandRefusal? Conflict(long? expected) =>
        expected is null || expected == (_stored?.Version ?? 0)
            ? null
            : new CommandRefusal(
                "version-conflict",
                _stored is { } row
                    ? $"{row.UpdatedBy} changed it at {row.UpdatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; read it again, and send your change with its new version"
                    : "somebody has deleted it meanwhile");

    private CommandRefusal Missing() => new("not-found", $"there is no sequence {this.GetPrimaryKeyString()}; \"remoteexec sequence list\" shows them");

    private Task RecordAsync(StorageChange change, string kind, string name, Caller by, StorageChange audit) => commits.CommitAsync(
    [
        change,
        new StorageChange.AddEvent(new EventRow(0, time.GetUtcNow(), kind, null, null, null, EffectRecords.Sequence(name, by.Name))),
        audit,
    ]).WaitAsync(RecordPatience, time);
}
