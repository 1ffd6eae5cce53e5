using System.Globalization;
using RemoteExec.Api.Auditing;
using RemoteExec.Api.Common;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Endpoints.Auditing;

/// <summary><c>/api/v1/audit</c>: who did what.</summary>
internal static class AuditEndpoints
{
    internal static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Audit, ListAsync).Needs(Roles.Admin)
            .WithTags("Audit").WithSummary("Who did what, newest first; by who, by action (machine.rename, or machine for all of them), since and until a moment")
            .Produces<ListOf<AuditResource>>().ProducesProblem(400);
        routes.MapGet(ApiRoutes.AuditExport, Export).Needs(Roles.Admin)
            .WithTags("Audit").WithSummary("The same as a file, oldest first: format=csv or format=json")
            .Produces<IReadOnlyList<AuditResource>>(200, "application/json", "text/csv").ProducesProblem(400);
    }

    private static async Task<IResult> ListAsync(
        IAuditReader audit, string? who, string? action, string? since, string? until, string? cursor, string? limit, CancellationToken cancellation)
    {
        var errors = ReadFilter(who, action, since, until, out var filter)
            .Check("limit", Cursor.TryLimit(limit, out var most))
            .Check("cursor", Cursor.TryNumber("cursor", cursor, out var before));
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var rows = await audit.NewestAsync(filter, string.IsNullOrEmpty(cursor) ? null : before, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(AuditFiles.ToResource).ToList();
        return TypedResults.Ok(new ListOf<AuditResource>(page, rows.Count > most ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static IResult Export(IAuditReader audit, string? format, string? who, string? action, string? since, string? until)
    {
        var errors = ReadFilter(who, action, since, until, out var filter).Check("format", format is "csv" or "json" ? null : "must be csv or json");
        return errors.Count > 0
            ? Problems.Invalid(errors)
            : TypedResults.Stream(
                stream => format == "csv" ? AuditFiles.WriteCsvAsync(audit, filter, stream) : AuditFiles.WriteJsonAsync(audit, filter, stream),
                format == "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
                $"audit.{format}");
    }

    private static FieldErrors ReadFilter(string? who, string? action, string? since, string? until, out AuditFilter filter)
    {
        var errors = new FieldErrors().Check("since", Moments.TryRead(since, out var from)).Check("until", Moments.TryRead(until, out var to));
        filter = new AuditFilter(Filled(who), Filled(action), from, to);
        return errors;
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
