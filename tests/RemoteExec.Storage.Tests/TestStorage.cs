using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Settings;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Storage.Tests;

/// <summary>A real database in a folder of its own; it may be closed and opened again.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services;
    private readonly bool _ownsFolder;

    private TestStorage(string folder, bool ownsFolder, TimeProvider time, Action<StorageOptions>? configure)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        var options = new StorageOptions { DatabaseFile = Path.Combine(folder, "remoteexec.db"), BusyTimeout = TimeSpan.FromSeconds(1) };
        configure?.Invoke(options);
        File = options.DatabaseFile;
        _services = new ServiceCollection().AddLogging().AddSingleton(time).AddRemoteExecStorage(options).BuildServiceProvider();
    }

    public string Folder { get; }

    public string File { get; }

    public IGroupCommit Commits => _services.GetRequiredService<IGroupCommit>();

    public IFleetReader Reader => _services.GetRequiredService<IFleetReader>();

    public IRunReader Runs => _services.GetRequiredService<IRunReader>();

    public IAccessStore Access => _services.GetRequiredService<IAccessStore>();

    public IAuditReader Audit => _services.GetRequiredService<IAuditReader>();

    public INoticeReader Notices => _services.GetRequiredService<INoticeReader>();

    public IStoredSettingsReader Settings => _services.GetRequiredService<IStoredSettingsReader>();

    public StorageUpkeep Upkeep => _services.GetRequiredService<StorageUpkeep>();

    public CommitFeed Feed => _services.GetRequiredService<CommitFeed>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="saved">SQL of an older version's database; null: none is there.</param>
    public static async Task<TestStorage> CreateAsync(TimeProvider? time = null, Action<StorageOptions>? configure = null, string? saved = null)
    {
        var storage = new TestStorage(Directory.CreateTempSubdirectory("remoteexec-storage-").FullName, ownsFolder: true, time ?? TimeProvider.System, configure);
        if (saved is not null)
        {
            using var older = storage.Stranger();
            Execute(older, saved);
        }

        await storage.Upkeep.PrepareAsync(Cancel);
        return storage;
    }

    /// <summary>Another server's life on the same file; the folder stays this one's.</summary>
    public async Task<TestStorage> AgainAsync(TimeProvider? time = null)
    {
        var again = new TestStorage(Folder, ownsFolder: false, time ?? TimeProvider.System, null);
        await again.Upkeep.PrepareAsync(Cancel);
        return again;
    }

    public FleetDbContext Database() => _services.GetRequiredService<IDbContextFactory<FleetDbContext>>().CreateDbContext();

    /// <summary>What one request has.</summary>
    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    /// <summary>A connection of another program.</summary>
    public SqliteConnection Stranger()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Lets the file grow to so many pages, as a disk would, on every connection of the pool.</summary>
    public async Task LimitPagesAsync(long? pages)
    {
        var databases = Enumerable.Range(0, 6).Select(_ => Database()).ToList();
        foreach (var database in databases)
        {
            await database.Database.OpenConnectionAsync(Cancel);
        }

        foreach (var database in databases)
        {
            var now = await ScalarAsync(database, "PRAGMA page_count;");
            await ScalarAsync(database, $"PRAGMA max_page_count = {pages + now ?? 1_000_000_000};");
        }

        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();

        // Only this one's: the limits of a test beside it stand on connections of its pool.
        using (var ofThePool = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = File, ForeignKeys = true, DefaultTimeout = 1 }.ToString()))
        {
            SqliteConnection.ClearPool(ofThePool);
        }

        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    public static Machine Machine(string id = "m-1", string name = "stage") => new(id, name)
    {
        AgentKey = [1, 2, 3],
        Enrolled = true,
        Addresses = ["192.0.2.7", "fe80::1"],
        Labels = new Dictionary<string, string> { ["wall"] = "east", ["ключ"] = "ü" },
        FirstSeen = Begin,
        LastSeen = Begin.AddHours(1),
        Agent = "remoteexec-agent 0.1.0",
        FactsJson = """{"cores":8}""",
        Extensions = ["journal"],
        Dialect = "BE16",
        NextWireId = 17,
    };

    public static FleetProcess Process(long id, string machine = "m-1", ProcessState state = ProcessState.Running, DateTimeOffset? created = null) =>
        new(id, machine, id, new Executable("player", "/opt/show", ["--fs", "ü\n\"'"], 500, "show"), state, created ?? Begin)
        {
            Message = "pid 17",
            StartedAt = Begin.AddSeconds(1),
            EndedAt = state.IsFinal() ? (created ?? Begin).AddMinutes(1) : null,
        };

    public static StorageChange.SaveProcess Save(FleetProcess process) => new(process);

    public static StorageChange.AddEvent Event(string kind, long? process = null, DateTimeOffset? at = null) =>
        new(new EventRow(0, at ?? Begin, kind, "m-1", "stage", process, """{"text":"x"}"""));

    public static StorageChange.AddOutput Output(long process, int stream, long offset, byte[] bytes) =>
        new(new OutputRow(0, process, stream, offset, Begin, bytes));

    private static async Task<long> ScalarAsync(FleetDbContext database, string sql)
    {
        await using var command = database.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel));
    }
}
