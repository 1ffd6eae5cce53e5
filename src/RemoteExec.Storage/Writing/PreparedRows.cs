using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Writing;

/// <summary>
/// Writes the rows of which there are most with one prepared statement for each table: nothing about them has to be tracked, and the server is as fast as its commits are.
/// </summary>
internal static class PreparedRows
{
    private const string Machine = """
        INSERT INTO "Machines" ("Id", "Name", "Json") VALUES ($0, $1, $2)
        ON CONFLICT ("Id") DO UPDATE SET "Name" = excluded."Name", "Json" = excluded."Json"
        """;

    private const string Process = """
        INSERT INTO "Processes" ("Id", "MachineId", "WireId", "State", "Ended", "CreatedAt", "RunId", "Json") VALUES ($0, $1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT ("Id") DO UPDATE SET "MachineId" = excluded."MachineId", "WireId" = excluded."WireId", "State" = excluded."State", "Ended" = excluded."Ended",
            "CreatedAt" = excluded."CreatedAt", "RunId" = excluded."RunId", "Json" = excluded."Json"
        """;

    private const string Event = """
        INSERT INTO "Events" ("At", "Kind", "MachineId", "Machine", "ProcessId", "Json") VALUES ($0, $1, $2, $3, $4, $5)
        """;

    private const string Output = """
        INSERT INTO "Output" ("ProcessId", "Stream", "Offset", "Length", "At", "Bytes") VALUES ($0, $1, $2, $3, $4, $5)
        """;

    internal static Task SaveAsync(FleetDbContext database, IReadOnlyCollection<MachineEntity> rows, CancellationToken cancel) =>
        WriteAsync(database, Machine, rows, row => [row.Id, row.Name, row.Json], cancel);

    internal static Task SaveAsync(FleetDbContext database, IReadOnlyCollection<ProcessEntity> rows, CancellationToken cancel) =>
        WriteAsync(database, Process, rows, row => [row.Id, row.MachineId, row.WireId, row.State, row.Ended, row.CreatedAt, row.RunId, row.Json], cancel);

    internal static Task AddAsync(FleetDbContext database, IReadOnlyCollection<EventEntity> rows, CancellationToken cancel) =>
        WriteAsync(database, Event, rows, row => [row.At, row.Kind, row.MachineId, row.Machine, row.ProcessId, row.Json], cancel);

    internal static Task AddAsync(FleetDbContext database, IReadOnlyCollection<OutputEntity> rows, CancellationToken cancel) =>
        WriteAsync(database, Output, rows, row => [row.ProcessId, row.Stream, row.Offset, row.Length, row.At, row.Bytes], cancel);

    private static async Task WriteAsync<T>(FleetDbContext database, string sql, IReadOnlyCollection<T> rows, Func<T, object?[]> values, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var command = ((SqliteConnection)database.Database.GetDbConnection()).CreateCommand();
        command.Transaction = (SqliteTransaction?)database.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        foreach (var row in rows)
        {
            var now = values(row);
            for (var i = 0; i < now.Length; i++)
            {
                if (command.Parameters.Count == i)
                {
                    command.Parameters.Add(new SqliteParameter($"${i}", null));
                }

                command.Parameters[i].Value = now[i] ?? DBNull.Value;
            }

            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }
}
