using RemoteExec.Api.Common;
using RemoteExec.Api.Notices;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Notices;

namespace RemoteExec.Server.Endpoints.Notices;

/// <summary><c>GET /api/v1/notices</c>.</summary>
internal static class NoticeEndpoints
{
    private static readonly string[] Words = ["queued", "sent", "failed"];

    internal static void MapNotices(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ApiRoutes.Notices, ListAsync).Needs(Roles.Viewer)
            .WithTags("Notices").WithSummary("Notices, newest first, and what became of them; with state only queued, sent or failed ones").Produces<ListOf<NoticeResource>>().ProducesProblem(400);

    private static async Task<IResult> ListAsync(INoticeReader reader, string? state, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrongLimit)
        {
            return Problems.Invalid("limit", wrongLimit);
        }

        var word = Array.IndexOf(Words, state);
        if (state is not null && word < 0)
        {
            return Problems.Invalid("state", $"must be {string.Join(", ", Words)}");
        }

        var rows = await reader.NoticesAsync(state is null ? null : (NoticeDelivery)(word + 1), string.IsNullOrEmpty(cursor) ? null : cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(ToResource).ToList();
        return TypedResults.Ok(new ListOf<NoticeResource>(page, rows.Count > most ? page[^1].Id : null));
    }

    private static NoticeResource ToResource(NoticeRow row) => new()
    {
        Id = row.Id,
        Recipient = row.Recipient,
        Run = row.Content.Run,
        Sequence = row.Content.Sequence,
        State = Words[(int)row.Delivery.State - 1],
        CreatedAt = row.Delivery.CreatedAt,
        NextAt = row.Delivery.State == NoticeDelivery.Queued ? row.Delivery.NextAt : null,
        SentAt = row.Delivery.SentAt,
        Attempts = row.Delivery.Attempts,
        LastError = row.Delivery.LastError,
        Text = [.. row.Content.Items.Select(item => item.Text)],
    };
}
