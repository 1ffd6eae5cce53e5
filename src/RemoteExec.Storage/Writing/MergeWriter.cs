using Microsoft.EntityFrameworkCore;

namespace RemoteExec.Storage.Writing;

/// <summary>Makes what is kept of one machine another's.</summary>
internal static class MergeWriter
{
    internal static async Task WriteAsync(FleetDbContext database, IReadOnlyList<StorageChange.MergeMachine> merges, CancellationToken cancel)
    {
        foreach (var (from, into) in merges)
        {
            // The number on the wire is unique on a machine: that in the fleet, turned round, is nobody's.
            await database.Database.ExecuteSqlAsync(
                $"""
                UPDATE "Processes" SET "MachineId" = {into}, "WireId" = -"Id", "Json" = json_set("Json", '$.machineId', {into}, '$.wireId', -"Id") WHERE "MachineId" = {from}
                """, cancel).ConfigureAwait(false);
            await database.Events.Where(row => row.MachineId == from).ExecuteUpdateAsync(row => row.SetProperty(r => r.MachineId, into), cancel).ConfigureAwait(false);
            await database.RunSteps.Where(row => row.MachineId == from).ExecuteUpdateAsync(row => row.SetProperty(r => r.MachineId, into), cancel).ConfigureAwait(false);

            // An id stands for nothing else, wherever it stands.
            var written = $"\"{from}\"";
            await database.Runs.Where(row => row.PlanJson.Contains(written))
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.PlanJson, r => r.PlanJson.Replace(written, $"\"{into}\"")), cancel).ConfigureAwait(false);
            await database.Machines.Where(row => row.Id == from).ExecuteDeleteAsync(cancel).ConfigureAwait(false);

            // The token that admitted it must not admit it again.
            await database.JoinTokens.Where(row => row.SpentBy == from).ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        }
    }
}
