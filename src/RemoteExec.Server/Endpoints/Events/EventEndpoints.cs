using System.Globalization;
using System.Text.Json;
using RemoteExec.Api;
using RemoteExec.Api.Common;
using RemoteExec.Api.Events;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Events;

/// <summary><c>/api/v1/events</c>: what happened, as it happens or from the journal.</summary>
internal static class EventEndpoints
{
    private const int Batch = 256;

    internal static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ApiRoutes.Events, GetAsync).Needs(Roles.Viewer)
            .WithTags("Events")
            .WithSummary("Events: with Accept text/event-stream from now on, or after Last-Event-ID; else a page of the journal")
            .Produces<ListOf<EventResource>>(200, "application/json", SseWriter.ContentType);

    private static async Task<IResult> GetAsync(
        HttpContext context, IFleetReader fleet, SseLoop loop, string? cursor, string? limit, bool? follow, CancellationToken cancellation)
    {
        var stream = follow == true || context.Request.Headers.Accept.ToString().Contains(SseWriter.ContentType, StringComparison.OrdinalIgnoreCase);
        var from = stream && context.Request.Headers[Headers.LastEventId].ToString() is { Length: > 0 } last ? last : cursor;
        if (Cursor.TryNumber(stream ? Headers.LastEventId : "cursor", from, out var after) is { } wrong)
        {
            return Problems.Invalid(stream ? Headers.LastEventId : "cursor", wrong);
        }

        if (!stream)
        {
            return await ListAsync(fleet, after, limit, cancellation).ConfigureAwait(false);
        }

        // An id from a database that has since been restored is ahead of everything: its reader goes on from now.
        var newest = await fleet.NewestEventAsync(cancellation).ConfigureAwait(false);
        var at = string.IsNullOrEmpty(from) ? newest : Math.Min(after, newest);
        await loop.RunAsync(context, async (writer, ends) =>
        {
            var rows = await fleet.EventsAsync(at, Batch, ends).ConfigureAwait(false);
            foreach (var row in rows)
            {
                at = row.Id;
                writer.Event(
                    row.Kind, at.ToString(CultureInfo.InvariantCulture), JsonSerializer.SerializeToUtf8Bytes(ToResource(row), ApiJson.Default.EventResource));
            }

            return rows.Count == Batch ? SseStep.More : SseStep.Wait;
        }).ConfigureAwait(false);
        return Results.Empty;
    }

    private static async Task<IResult> ListAsync(IFleetReader fleet, long after, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var rows = await fleet.EventsAsync(after, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).ToList();
        return TypedResults.Ok(new ListOf<EventResource>(
            [.. page.Select(ToResource)], rows.Count > most ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static EventResource ToResource(EventRow row) => new()
    {
        Id = row.Id,
        At = row.At,
        Kind = row.Kind,
        MachineId = row.MachineId,
        Machine = row.Machine,
        ProcessId = row.ProcessId,
        Data = row.DataJson is null ? null : JsonElement.Parse(row.DataJson),
    };
}
