using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Runs;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Grains.Runs;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Runs;

/// <summary><c>/api/v1/runs</c>.</summary>
internal static class RunEndpoints
{
    private const string One = ApiRoutes.Runs + "/{id:long}";

    internal static void MapRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Runs, ListAsync).Needs(Roles.Viewer)
            .WithTags("Runs").WithSummary("Runs, newest first, without their steps; with sequence those of one").Produces<ListOf<RunResource>>();
        routes.MapGet(ApiRoutes.RunsExport, Export).Needs(Roles.Viewer)
            .WithTags("Runs").WithSummary("The history as a file, a row per step, the newest run first: format=csv or format=json")
            .Produces<IReadOnlyList<RunHistoryRow>>(200, "application/json", "text/csv").ProducesProblem(400);
        routes.MapGet(One, ShowAsync).Needs(Roles.Viewer)
            .WithTags("Runs").WithSummary("One run with its steps, planned and actual, compared with earlier runs").Produces<RunResource>().ProducesProblem(404);
        routes.MapPost(One + "/stop", StopAsync).Needs(Roles.Operator).Audits("run.stop")
            .WithTags("Runs").WithSummary("Stop everything that a run started, in reverse order").Produces<RunResource>(202).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(IRunReader runs, string? sequence, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrongLimit)
        {
            return Problems.Invalid("limit", wrongLimit);
        }

        if (Cursor.TryNumber("cursor", cursor, out var before) is { } wrongCursor)
        {
            return Problems.Invalid("cursor", wrongCursor);
        }

        var rows = await runs.RunHeadsAsync(sequence, string.IsNullOrEmpty(cursor) ? null : before, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => row.ToResource()).ToList();
        return TypedResults.Ok(new ListOf<RunResource>(page, rows.Count > most ? rows[most - 1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static IResult Export(IRunReader runs, string? format, string? sequence, string? since, string? until)
    {
        var errors = new FieldErrors().Check("since", Moments.TryRead(since, out var from)).Check("until", Moments.TryRead(until, out var to))
            .Check("format", format is "csv" or "json" ? null : "must be csv or json");
        var filter = new RunFilter(string.IsNullOrEmpty(sequence) ? null : sequence, from, to);
        return errors.Count > 0
            ? Problems.Invalid(errors)
            : TypedResults.Stream(
                stream => format == "csv" ? RunFiles.WriteCsvAsync(runs, filter, stream) : RunFiles.WriteJsonAsync(runs, filter, stream),
                format == "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
                $"runs.{format}");
    }

    private static async Task<IResult> ShowAsync(IRunReader runs, long id, CancellationToken cancellation) =>
        await runs.RunAsync(id, cancellation).ConfigureAwait(false) is { } run ? TypedResults.Ok(await RunComparison.ShowAsync(runs, run, cancellation).ConfigureAwait(false)) : None(id);

    private static async Task<IResult> StopAsync(HttpContext context, IRunReader runs, IGrainFactory grains, long id)
    {
        if (await runs.RunAsync(id, context.RequestAborted).ConfigureAwait(false) is null)
        {
            return None(id);
        }

        return await grains.GetGrain<IRunGrain>(id).StopAsync(context.Caller()).ConfigureAwait(false) is { } refusal
            ? Problems.Refused(refusal)
            : TypedResults.Accepted(ApiRoutes.Run(id), (await runs.RunAsync(id, context.RequestAborted).ConfigureAwait(false))!.ToResource());
    }

    private static ProblemHttpResult None(long id) => Problems.NotFound($"There is no run {id}; \"remoteexec runs\" lists them.");
}
