using Microsoft.EntityFrameworkCore;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Storage.Writing;

/// <summary>Writes the last state of sequences and runs that a batch changed; a plan is written once.</summary>
internal static class RunWriter
{
    /// <param name="sequences">By key; null: it is removed.</param>
    internal static async Task SaveAsync(
        FleetDbContext database, Dictionary<string, SequenceRow?> sequences, Dictionary<long, RunRow> runs, CancellationToken cancel)
    {
        foreach (var (key, row) in sequences)
        {
            await database.Sequences.Where(stored => stored.Key == key).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
            if (row is not null)
            {
                database.Sequences.Add(EntityMapping.Of(row));
            }
        }

        foreach (var run in runs.Values)
        {
            var (head, state) = (EntityMapping.HeadOf(run), EntityMapping.StateOf(run));
            var hasEnded = run.State.Phase.IsFinal();
            var known = await database.Runs.Where(row => row.Id == run.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.HeadJson, head).SetProperty(r => r.StateJson, state).SetProperty(r => r.Ended, hasEnded), cancel).ConfigureAwait(false);
            if (known == 0)
            {
                database.Runs.Add(EntityMapping.Of(run));
            }

            await RunStepWriter.SaveAsync(database, run, cancel).ConfigureAwait(false);
        }
    }
}
