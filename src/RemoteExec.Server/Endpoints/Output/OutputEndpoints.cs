using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Output;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Output;

/// <summary>What processes wrote: as a list, as bytes, or as it comes.</summary>
internal static class OutputEndpoints
{
    private const int MostFollowed = 10_000;
    private const int RawBatch = 64;

    internal static void MapOutput(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Processes + "/{id:long}/output", OneAsync).Needs(Roles.Viewer)
            .WithTags("Output")
            .WithSummary("Output of one process: a list; with Accept text/plain the bytes (stream=stdout|stderr|both); with Accept text/event-stream or follow=true as it comes")
            .Produces<ListOf<OutputItem>>(200, "application/json", "text/plain", SseWriter.ContentType).ProducesProblem(404);
        routes.MapGet(ApiRoutes.Output, SeveralAsync).Needs(Roles.Viewer)
            .WithTags("Output")
            .WithSummary("Output and states of several processes (process=1&process=2) as they come: events output, state, end; resumable with Last-Event-ID")
            .Produces<OutputItem>(200, SseWriter.ContentType).ProducesProblem(404);
    }

    private static async Task<IResult> OneAsync(
        HttpContext context, IFleetReader fleet, SseLoop loop, long id, string? cursor, string? limit, string? stream, bool? follow, CancellationToken cancellation)
    {
        if (stream is not (null or "both" or OutputStreams.Stdout or OutputStreams.Stderr))
        {
            return Problems.Invalid("stream", "must be stdout, stderr or both");
        }

        if ((await fleet.ProcessesAsync([id], cancellation).ConfigureAwait(false)).Count == 0)
        {
            return None(id);
        }

        var accept = context.Request.Headers.Accept.ToString();
        if (follow == true || accept.Contains(SseWriter.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return await FollowAsync(context, fleet, loop, [id], cursor).ConfigureAwait(false);
        }

        int? only = stream switch { OutputStreams.Stdout => 1, OutputStreams.Stderr => 2, _ => null };
        return accept.Contains("text/plain", StringComparison.OrdinalIgnoreCase)
            ? new RawOutput(fleet, id, only)
            : await ListAsync(fleet, id, only, cursor, limit, cancellation).ConfigureAwait(false);
    }

    private static async Task<IResult> SeveralAsync(
        HttpContext context, IFleetReader fleet, SseLoop loop, long[] process, CancellationToken cancellation)
    {
        if (process.Length is 0 or > MostFollowed)
        {
            return Problems.Invalid("process", $"must be given 1 to {MostFollowed} times, each with the id of a process");
        }

        var wanted = process.Distinct().ToList();
        var found = await fleet.ProcessesAsync(wanted, cancellation).ConfigureAwait(false);
        return found.Count < wanted.Count
            ? None(wanted.Except(found.Select(row => row.Process.Id)).First())
            : await FollowAsync(context, fleet, loop, wanted, null).ConfigureAwait(false);
    }

    private static async Task<IResult> FollowAsync(HttpContext context, IFleetReader fleet, SseLoop loop, IReadOnlyCollection<long> ids, string? cursor)
    {
        var resume = context.Request.Headers[Headers.LastEventId].ToString() is { Length: > 0 } last ? last : cursor;
        if (Cursor.TryNumber(Headers.LastEventId, resume, out var after) is { } wrong)
        {
            return Problems.Invalid(Headers.LastEventId, wrong);
        }

        await loop.RunAsync(context, new OutputFollower(fleet, ids, after).StepAsync).ConfigureAwait(false);
        return Results.Empty;
    }

    private static async Task<IResult> ListAsync(
        IFleetReader fleet, long id, int? only, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrongLimit)
        {
            return Problems.Invalid("limit", wrongLimit);
        }

        if (Cursor.TryNumber("cursor", cursor, out var after) is { } wrongCursor)
        {
            return Problems.Invalid("cursor", wrongCursor);
        }

        var rows = await fleet.OutputAsync([id], after, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).ToList();
        var items = page.Where(row => only is null || row.Stream == only).Select(OutputItems.ToItem).ToList();
        return TypedResults.Ok(new ListOf<OutputItem>(items, rows.Count > most ? page[^1].Piece.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static ProblemHttpResult None(long id) => Problems.NotFound($"There is no process {id}; \"remoteexec ps --all\" lists them.");

    /// <summary>The bytes as the program wrote them, in the order in which they came.</summary>
    private sealed record RawOutput(IFleetReader Fleet, long Id, int? Only) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "text/plain; charset=utf-8";
            httpContext.Response.Headers.XContentTypeOptions = "nosniff";
            var after = 0L;
            while (true)
            {
                var rows = await Fleet.OutputAsync([Id], after, RawBatch, httpContext.RequestAborted).ConfigureAwait(false);
                foreach (var row in rows)
                {
                    after = row.Piece;
                    if (Only is null || row.Stream == Only)
                    {
                        await httpContext.Response.Body.WriteAsync(row.Bytes, httpContext.RequestAborted).ConfigureAwait(false);
                    }
                }

                if (rows.Count < RawBatch)
                {
                    return;
                }
            }
        }
    }
}
