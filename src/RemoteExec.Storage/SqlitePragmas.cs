using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace RemoteExec.Storage;

/// <summary>
/// What SQLite is told on each connection. FULL: a commit is on the disk when it returns, because "journalled" is a promise; the group commit makes it affordable.
/// A locked database is first asked again after 1, 2, 5, … ms by SQLite itself: its .NET driver would sleep 150 ms each time.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Sql = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 250;";

    internal static readonly SqlitePragmas Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
