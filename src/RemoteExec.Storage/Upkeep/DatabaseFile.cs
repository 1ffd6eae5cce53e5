using Microsoft.Data.Sqlite;

namespace RemoteExec.Storage.Upkeep;

/// <summary>A database as a file: whether it is whole, and a copy of it.</summary>
public static class DatabaseFile
{
    /// <summary>Looks at every page, as quickly as that goes.</summary>
    /// <param name="file">The database.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static async Task<string?> FindDamageAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new SqliteConnection(Connection(file, SqliteOpenMode.ReadWrite));
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1);";
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is "ok" ? null : "its pages do not fit together";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            return e.SqliteErrorCode == 26 ? "it is not a database" : "its pages do not fit together";
        }
    }

    /// <summary>Writes a database as it is at this moment to another file; others may write to it meanwhile.</summary>
    /// <param name="file">The database.</param>
    /// <param name="copy">A file that does not exist yet, or is empty.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task CopyAsync(string file, string copy, CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection(Connection(file, SqliteOpenMode.ReadWrite));
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy;";
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static string Connection(string file, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, Mode = mode, DefaultTimeout = 60 }.ToString();
}

/// <summary>The database cannot be trusted.</summary>
/// <param name="file">Which.</param>
/// <param name="damage">What is wrong.</param>
public sealed class DatabaseDamagedException(string file, string damage)
    : IOException($"the database {file} is damaged: {damage}. Restore a backup (remoteexec-server restore FILE --replace keeps this one aside), or move it away and begin anew.");
