using RemoteExec.Api.Common;
using RemoteExec.Api.Tokens;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Endpoints.Tokens;

/// <summary><c>/api/v1/join-tokens</c>: how machines come in.</summary>
internal static class JoinTokenEndpoints
{
    internal static void MapJoinTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.JoinTokens, ListAsync).Needs(Roles.Admin)
            .WithTags("Tokens").WithSummary("Join tokens, without the tokens themselves").Produces<ListOf<JoinTokenResource>>();
        routes.MapPost(ApiRoutes.JoinTokens, CreateAsync).Needs(Roles.Admin).Audits("join-token.create")
            .WithTags("Tokens").WithSummary("Make a join token: it admits one machine, once; only this answer has it")
            .Accepts<JoinTokenRequest>(isOptional: true, "application/json").Produces<JoinTokenResource>(201).ProducesProblem(400);
        routes.MapDelete(ApiRoutes.JoinTokens + "/{id}", RemoveAsync).Needs(Roles.Admin).Audits("join-token.revoke")
            .WithTags("Tokens").WithSummary("Withdraw a join token").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(IAccessStore store, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var rows = await store.JoinTokensAsync(cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => ToResource(row, null)).ToList();
        return TypedResults.Ok(new ListOf<JoinTokenResource>(page, rows.Count > most ? page[^1].Id : null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, JoinTokens tokens)
    {
        var life = JoinTokens.DefaultLife;
        if (context.Request.ContentLength is > 0 || context.Request.HasJsonContentType())
        {
            var (request, refusal) = await JsonBody.ReadAsync<JoinTokenRequest>(context).ConfigureAwait(false);
            if (request is null)
            {
                return refusal!;
            }

            life = request.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : life;
        }

        if (life < JoinTokens.LeastLife || life > JoinTokens.MostLife)
        {
            return Problems.Invalid("ttl", $"must be from {JoinTokens.LeastLife.TotalSeconds} to {JoinTokens.MostLife.TotalSeconds} seconds");
        }

        var (row, text) = await tokens.CreateAsync(life, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{ApiRoutes.JoinTokens}/{row.Id}", ToResource(row, text));
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IAccessStore store, TimeProvider time, string id, CancellationToken cancellation) =>
        await store.RemoveJoinTokenAsync(id, context.Caller().Row(time.GetUtcNow(), "join-token.revoke", id), cancellation).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : Problems.NotFound("There is no such join token; \"remoteexec token list\" lists them.");

    private static JoinTokenResource ToResource(JoinTokenRow row, string? text) => new()
    {
        Id = row.Id,
        Token = text,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        SpentBy = row.SpentBy,
    };
}
