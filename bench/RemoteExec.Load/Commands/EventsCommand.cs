using System.CommandLine;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Load.Measuring;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Load.Commands;

/// <summary><c>events</c>: events persisted per second, against inserts of the same rows in batches of the same size with nothing around them.</summary>
internal static class EventsCommand
{
    private const string Data = """{"text":"ready on the third try","run":17,"sequence":"evening-show","track":"projector-left","step":"warp"}""";

    internal static Command Create()
    {
        var batch = new Option<int>("--batch") { Description = "Events of one commit.", DefaultValueFactory = _ => 100 };
        var rounds = CommonOptions.Rounds(7);
        var seconds = CommonOptions.Seconds(1);
        var json = CommonOptions.Json();
        var command = new Command("events", "Events persisted per second, against a bare loop of SQLite inserts.") { batch, rounds, seconds, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(batch), parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int batch, int rounds, double seconds, bool json)
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-events-");
        try
        {
            await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
                .AddRemoteExecStorage(new StorageOptions { DatabaseFile = Path.Combine(folder.FullName, "ours.db") }).BuildServiceProvider();
            await services.GetRequiredService<StorageUpkeep>().PrepareAsync(CancellationToken.None);
            var commits = services.GetRequiredService<IGroupCommit>();
            await using var bare = await OpenAsync(Path.Combine(folder.FullName, "bare.db"));
            List<double>[] rates = [[], [], []];
            for (var i = -1; i < rounds; i++)
            {
                double[] now =
                [
                    await MeasureAsync(seconds, () => InsertAsync(bare, batch)),
                    await MeasureAsync(seconds, () => CommitAsync(commits, batch)),
                    await MeasureAsync(seconds, () => CommitApartAsync(commits, batch)),
                ];
                for (var k = 0; i >= 0 && k < now.Length; k++)
                {
                    rates[k].Add(now[k]);
                }
            }

            var report = new Report(
                "events", $"Two files on one disk, write-ahead log, every commit flushed (synchronous=FULL), {batch} events of {Data.Length} bytes of data in a commit; medians of {rounds} interleaved rounds;",
                "", "events/s", "range", "of the bare loop");
            string[] names = ["bare loop: one prepared INSERT, a transaction per batch", "group commit: a batch at a time", "group commit: every event by itself, as many at once as a batch has"];
            for (var k = 0; k < names.Length; k++)
            {
                report.Add(names[k], Cell.Of(Statistics.Median(rates[k])), Statistics.Range(rates[k], "N0"), Cell.Of(Statistics.Median(rates[k]) / Statistics.Median(rates[0]), "F2"));
            }

            report.Print(json);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(double seconds, Func<Task<int>> work)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            done += await work();
        }

        return done / clock.Elapsed.TotalSeconds;
    }

    private static async Task<int> CommitAsync(IGroupCommit commits, int batch)
    {
        await commits.CommitAsync([.. Enumerable.Range(0, batch).Select(Event)]);
        return batch;
    }

    private static async Task<int> CommitApartAsync(IGroupCommit commits, int batch)
    {
        await Task.WhenAll(Enumerable.Range(0, batch).Select(n => commits.CommitAsync([Event(n)])));
        return batch;
    }

    private static StorageChange Event(int process) => new StorageChange.AddEvent(new EventRow(0, DateTimeOffset.UtcNow, "step.ready", "m-aaaaaaaaaaaaaaaa", "projector-left", process, Data));

    // The same table with the same index.
    private static async Task<SqliteConnection> OpenAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE "Events" ("Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "At" INTEGER NOT NULL, "Kind" TEXT NOT NULL, "MachineId" TEXT, "Machine" TEXT, "ProcessId" INTEGER, "Json" TEXT);
            CREATE INDEX "IX_Events_At" ON "Events" ("At");
            """;
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<int> InsertAsync(SqliteConnection connection, int batch)
    {
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync();
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = """INSERT INTO "Events" ("At", "Kind", "MachineId", "Machine", "ProcessId", "Json") VALUES ($at, 'step.ready', 'm-aaaaaaaaaaaaaaaa', 'projector-left', $process, $json)""";
        var at = insert.Parameters.Add("$at", SqliteType.Integer);
        var process = insert.Parameters.Add("$process", SqliteType.Integer);
        insert.Parameters.AddWithValue("$json", Data);
        await insert.PrepareAsync();
        for (var i = 0; i < batch; i++)
        {
            at.Value = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            process.Value = i;
            await insert.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return batch;
    }
}
