using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Entities;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Writing;

/// <summary>Writes one batch in one transaction. Several changes of one thing become one write of its last state.</summary>
internal sealed class BatchWriter(IDbContextFactory<FleetDbContext> databases, StorageOptions options)
{
    // Bytes of output stored per process, counted once and kept up to date here: there is no other writer.
    private readonly Dictionary<long, long> _outputBytes = [];
    private readonly AnswerWriter _answers = new();

    internal async Task WriteAsync(IReadOnlyList<StorageChange> changes, CancellationToken cancel)
    {
        await using var database = await databases.CreateDbContextAsync(cancel).ConfigureAwait(false);
        database.ChangeTracker.AutoDetectChangesEnabled = false;
        await using var transaction = await database.Database.BeginTransactionAsync(cancel).ConfigureAwait(false);

        var machines = new Dictionary<string, MachineEntity>();
        var processes = new Dictionary<long, ProcessEntity>();
        var events = new List<EventEntity>();
        var output = new List<OutputEntity>();
        var answers = new List<AnswerRow>();
        var sequences = new Dictionary<string, SequenceRow?>();
        var runs = new Dictionary<long, RunRow>();
        var audit = new List<AuditEntity>();
        var used = new Dictionary<string, DateTimeOffset>();
        var told = new List<StorageChange>();
        var merges = new List<StorageChange.MergeMachine>();
        foreach (var change in changes)
        {
            switch (change)
            {
                case StorageChange.SaveMachine save:
                    machines[save.Machine.Id] = EntityMapping.Of(save.Machine);
                    break;
                case StorageChange.SaveProcess save:
                    processes[save.Process.Id] = EntityMapping.Of(save.Process);
                    break;
                case StorageChange.AddEvent add:
                    events.Add(EntityMapping.Of(add.Event));
                    break;
                case StorageChange.AddOutput add:
                    output.Add(EntityMapping.Of(add.Piece));
                    break;
                case StorageChange.SaveSequence save:
                    sequences[EntityMapping.KeyOf(save.Sequence.Sequence.Name)] = save.Sequence;
                    break;
                case StorageChange.RemoveSequence remove:
                    sequences[EntityMapping.KeyOf(remove.Name)] = null;
                    break;
                case StorageChange.SaveRun save:
                    runs[save.Run.Id] = save.Run;
                    break;
                case StorageChange.AddAudit add:
                    audit.Add(AuditMapping.Of(add.Row));
                    break;
                case StorageChange.TouchToken touch:
                    used[touch.TokenId] = touch.At;
                    break;
                case StorageChange.KeepAnswer keep:
                    answers.Add(keep.Answer);
                    break;
                case StorageChange.AddNoticeEvent or StorageChange.GatherNotices or StorageChange.SaveNotice or StorageChange.SaveSettings:
                    told.Add(change);
                    break;
                case StorageChange.MergeMachine merge:
                    machines.Remove(merge.From);
                    merges.Add(merge);
                    break;
                case StorageChange.RemoveMachine remove:
                    machines.Remove(remove.MachineId);
                    var gone = await RemoveAsync(database, remove.MachineId, cancel).ConfigureAwait(false);
                    gone.UnionWith(processes.Values.Where(row => row.MachineId == remove.MachineId).Select(row => row.Id));
                    gone.ToList().ForEach(id => processes.Remove(id));
                    output.RemoveAll(row => gone.Contains(row.ProcessId));
                    break;
            }
        }

        await PreparedRows.SaveAsync(database, machines.Values, cancel).ConfigureAwait(false);
        await PreparedRows.SaveAsync(database, processes.Values, cancel).ConfigureAwait(false);
        await RunWriter.SaveAsync(database, sequences, runs, cancel).ConfigureAwait(false);
        await PreparedRows.AddAsync(database, events, cancel).ConfigureAwait(false);
        await PreparedRows.AddAsync(database, output, cancel).ConfigureAwait(false);
        database.Audit.AddRange(audit);
        await TouchAsync(database, used, cancel).ConfigureAwait(false);
        await _answers.AddAsync(database, answers, cancel).ConfigureAwait(false);
        await NoticeWriter.WriteAsync(database, told, cancel).ConfigureAwait(false);
        await database.SaveChangesAsync(cancel).ConfigureAwait(false);
        await MergeWriter.WriteAsync(database, merges, cancel).ConfigureAwait(false);
        await TrimOutputAsync(database, output, cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>A batch failed: what was counted for it may be wrong.</summary>
    internal void Forget() => _outputBytes.Clear();

    private static async Task TouchAsync(FleetDbContext database, Dictionary<string, DateTimeOffset> used, CancellationToken cancel)
    {
        foreach (var (id, moment) in used)
        {
            var at = moment.ToUnixTimeMilliseconds();
            await database.ApiTokens.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.LastUsedAt, at), cancel).ConfigureAwait(false);
        }
    }

    private static async Task<HashSet<long>> RemoveAsync(FleetDbContext database, string machineId, CancellationToken cancel)
    {
        var processes = database.Processes.Where(row => row.MachineId == machineId);
        var ids = await processes.Select(row => row.Id).ToListAsync(cancel).ConfigureAwait(false);
        await database.Output.Where(row => processes.Any(p => p.Id == row.ProcessId)).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await processes.ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        await database.Machines.Where(row => row.Id == machineId).ExecuteDeleteAsync(cancel).ConfigureAwait(false);

        // The token that admitted it must not admit it again.
        await database.JoinTokens.Where(row => row.SpentBy == machineId).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        return [.. ids];
    }

    private async Task TrimOutputAsync(FleetDbContext database, List<OutputEntity> added, CancellationToken cancel)
    {
        foreach (var process in added.GroupBy(row => row.ProcessId))
        {
            if (!_outputBytes.TryGetValue(process.Key, out var bytes))
            {
                bytes = await database.Output.Where(row => row.ProcessId == process.Key).SumAsync(row => (long)row.Length, cancel).ConfigureAwait(false);
            }
            else
            {
                bytes += process.Sum(row => (long)row.Length);
            }

            _outputBytes[process.Key] = bytes > options.OutputPerProcess
                ? await TrimAsync(database, process.Key, bytes, cancel).ConfigureAwait(false)
                : bytes;
        }

        // Only writers of today are worth remembering.
        if (_outputBytes.Count > 10_000)
        {
            _outputBytes.Clear();
        }
    }

    // A tenth more than must go, so that a chatty process is not trimmed on every commit.
    private async Task<long> TrimAsync(FleetDbContext database, long processId, long bytes, CancellationToken cancel)
    {
        var target = options.OutputPerProcess - (options.OutputPerProcess / 10);
        var last = 0L;
        await foreach (var row in database.Output.Where(row => row.ProcessId == processId).OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.Length }).AsAsyncEnumerable().WithCancellation(cancel).ConfigureAwait(false))
        {
            if (bytes <= target)
            {
                break;
            }

            bytes -= row.Length;
            last = row.Id;
        }

        await database.Output.Where(row => row.ProcessId == processId && row.Id <= last).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        return bytes;
    }
}
