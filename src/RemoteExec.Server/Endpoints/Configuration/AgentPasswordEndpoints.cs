using System.Text.Json.Nodes;
using RemoteExec.Api.Common;
using RemoteExec.Api.Settings;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Configuration;

/// <summary><c>POST /api/v1/settings/agent-password</c>.</summary>
internal static class AgentPasswordEndpoints
{
    private const string UsualOverlap = "1h";
    private static readonly TimeSpan MostOverlap = TimeSpan.FromDays(30);

    internal static void MapAgentPassword(this IEndpointRouteBuilder routes) =>
        routes.MapPost(ApiRoutes.AgentPassword, RotateAsync).Needs(Roles.Admin).Audits("agent-password.rotate")
            .WithTags("Settings").WithSummary("Make a new agent password; only this answer and the data folder have it. The old one counts for the overlap")
            .Accepts<AgentPasswordRequest>(isOptional: true, "application/json").Produces<AgentPasswordResource>().ProducesProblem(400);

    private static async Task<IResult> RotateAsync(HttpContext context, FirstSecrets secrets, IGroupCommit commits, TimeProvider time)
    {
        var wanted = UsualOverlap;
        if (context.Request.ContentLength is > 0 || context.Request.HasJsonContentType())
        {
            var (request, refusal) = await JsonBody.ReadAsync<AgentPasswordRequest>(context).ConfigureAwait(false);
            if (request is null)
            {
                return refusal!;
            }

            wanted = request.Overlap ?? wanted;
        }

        if (!DurationText.TryParse(wanted, out var overlap) || overlap > MostOverlap)
        {
            return Problems.Invalid("overlap", "must be a time from 0 to 30d, for example 1h");
        }

        var password = await secrets.RotateAsync(overlap, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        var now = time.GetUtcNow();
        await commits.CommitAsync([new StorageChange.AddEvent(new EventRow(
            0, now, "agent-password.rotated", null, null, null, new JsonObject { ["text"] = $"the old one counts for {wanted} more", ["by"] = context.Caller().Name }.ToJsonString()))]).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new AgentPasswordResource(password, now + overlap));
    }
}
