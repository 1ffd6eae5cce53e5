using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RemoteExec.Api;
using RemoteExec.Api.Auditing;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Endpoints.Auditing;

/// <summary>The audit as a file: CSV (RFC 4180) or one JSON array, written a page at a time, so that its length costs no memory. A file that breaks off was not finished: the connection says so.</summary>
internal static class AuditFiles
{
    internal const string Header = "id,at,who,account,token,action,target,detail,address,outcome\r\n";

    private const int Page = 1_000;

    internal static AuditResource ToResource(AuditRow row) => new()
    {
        Id = row.Id,
        At = row.At,
        Who = row.Who,
        Account = row.Account,
        Token = row.TokenId,
        Action = row.Action,
        Target = row.Target,
        Detail = row.Detail,
        Address = row.Address,
        Outcome = row.Outcome,
    };

    internal static async Task WriteCsvAsync(IAuditReader audit, AuditFilter filter, Stream stream)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Header).ConfigureAwait(false);
        await foreach (var row in AllAsync(audit, filter).ConfigureAwait(false))
        {
            await writer.WriteAsync(Line(row)).ConfigureAwait(false);
        }
    }

    internal static Task WriteJsonAsync(IAuditReader audit, AuditFilter filter, Stream stream) =>
        JsonFile.WriteAsync(stream, AllAsync(audit, filter).Select(ToResource), ApiJson.Default.AuditResource);

    internal static string Line(AuditRow row) => Csv.Line(
        row.Id.ToString(CultureInfo.InvariantCulture), row.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        row.Who, row.Account, row.TokenId, row.Action, row.Target, row.Detail, row.Address, row.Outcome);

    private static async IAsyncEnumerable<AuditRow> AllAsync(IAuditReader audit, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var after = 0L;
        while (true)
        {
            var rows = await audit.OldestAsync(filter, after, Page, cancellation).ConfigureAwait(false);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < Page)
            {
                yield break;
            }

            after = rows[^1].Id;
        }
    }
}
