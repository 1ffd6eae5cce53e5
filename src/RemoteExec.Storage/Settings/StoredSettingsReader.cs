using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace RemoteExec.Storage.Settings;

/// <summary>Reads the document with the settings: while the server runs, and before it is made.</summary>
public sealed class StoredSettingsReader : IStoredSettingsReader
{
    internal const string Key = "settings";

    private readonly IDbContextFactory<FleetDbContext> _databases;

    internal StoredSettingsReader(IDbContextFactory<FleetDbContext> databases) => _databases = databases;

    /// <inheritdoc/>
    public async Task<StoredSettings> SettingsAsync(CancellationToken cancellation)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Documents.AsNoTracking().FirstOrDefaultAsync(row => row.Key == Key, cancellation).ConfigureAwait(false);
        return row is null ? StoredSettings.Nothing : Parse(row.Json);
    }

    /// <summary>What is set in a database that nobody has opened yet: where to listen is needed before anything else.</summary>
    /// <param name="file">The database; it need not exist, or be of this version.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<StoredSettings> PeekAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return StoredSettings.Nothing;
        }

        try
        {
            await using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 10 }.ToString());
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT \"Json\" FROM \"Documents\" WHERE \"Key\" = $key;";
            command.Parameters.AddWithValue("$key", Key);
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is string json ? Parse(json) : StoredSettings.Nothing;
        }
        catch (SqliteException)
        {
            // Older than settings in the database, empty, or damaged: whoever prepares it says so, in its own words.
            return StoredSettings.Nothing;
        }
    }

    private static StoredSettings Parse(string json) => JsonSerializer.Deserialize(json, StorageJson.Default.StoredSettings) ?? StoredSettings.Nothing;
}
