using Microsoft.EntityFrameworkCore;

namespace RemoteExec.Storage.Auditing;

/// <summary>
/// The audit only grows, and the database itself sees to it: no row is changed, replaced, or deleted while it is young. Made at every start if they are not there, so no later
/// change of the table loses them. Who may write the file can still take the triggers away: this keeps programs and mistakes from the audit, not the machine's owner.
/// </summary>
internal static class AuditTriggers
{
    // OR REPLACE deletes without asking a trigger of deletion: so an id that is there is refused before.
    internal static readonly string Sql = $"""
        CREATE TRIGGER IF NOT EXISTS "AuditIsNotChanged" BEFORE UPDATE ON "Audit"
        BEGIN SELECT RAISE(ABORT, 'rows of the audit are never changed'); END;
        CREATE TRIGGER IF NOT EXISTS "AuditIsNotReplaced" BEFORE INSERT ON "Audit" WHEN EXISTS (SELECT 1 FROM "Audit" WHERE "Id" = NEW."Id")
        BEGIN SELECT RAISE(ABORT, 'rows of the audit are never replaced'); END;
        CREATE TRIGGER IF NOT EXISTS "AuditIsKept" BEFORE DELETE ON "Audit" WHEN OLD."At" > (unixepoch() - {StorageOptions.LeastAuditDays * 86_400}) * 1000
        BEGIN SELECT RAISE(ABORT, 'rows of the audit are kept for {StorageOptions.LeastAuditDays} days at least'); END;
        """;

    internal static Task EnsureAsync(FleetDbContext database, CancellationToken cancellation) => database.Database.ExecuteSqlRawAsync(Sql, cancellation);
}
