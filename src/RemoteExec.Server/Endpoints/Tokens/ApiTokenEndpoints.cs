using RemoteExec.Api.Common;
using RemoteExec.Api.Tokens;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Endpoints.Tokens;

/// <summary><c>/api/v1/tokens</c>: who may use this interface.</summary>
internal static class ApiTokenEndpoints
{
    private const int MostNameLength = 64;
    private const int MostTtl = 10 * 366 * 86_400;

    internal static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Tokens, ListAsync).Needs(Roles.Admin)
            .WithTags("Tokens").WithSummary("API tokens, without the tokens themselves").Produces<ListOf<ApiTokenResource>>();
        routes.MapPost(ApiRoutes.Tokens, CreateAsync).Needs(Roles.Admin)
            .WithTags("Tokens").WithSummary("Make an API token; only this answer has it")
            .Accepts<ApiTokenRequest>("application/json").Produces<ApiTokenResource>(201).ProducesProblem(400);
        routes.MapDelete(ApiRoutes.Tokens + "/{id}", RemoveAsync).Needs(Roles.Admin)
            .WithTags("Tokens").WithSummary("Revoke an API token, from the next request on").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(IAccessStore store, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var rows = await store.ApiTokensAsync(cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => ToResource(row, null)).ToList();
        return TypedResults.Ok(new ListOf<ApiTokenResource>(page, rows.Count > most ? page[^1].Id : null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiTokens tokens)
    {
        var (request, refusal) = await JsonBody.ReadAsync<ApiTokenRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors();
        if (request.Name.Length is 0 or > MostNameLength || request.Name.Any(char.IsControl))
        {
            errors.Add("name", $"must have 1 to {MostNameLength} characters, none of them a control character");
        }

        if (!Roles.All.Contains(request.Role))
        {
            errors.Add("role", $"must be {string.Join(", ", Roles.All)}");
        }

        if (request.Ttl is < 1 or > MostTtl)
        {
            errors.Add("ttl", $"must be from 1 to {MostTtl} seconds");
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        TimeSpan? life = request.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var (row, text) = await tokens.CreateAsync(request.Name, request.Role, life, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{ApiRoutes.Tokens}/{row.Id}", ToResource(row, text));
    }

    private static async Task<IResult> RemoveAsync(ApiTokens tokens, string id, CancellationToken cancellation) =>
        await tokens.RevokeAsync(id, cancellation).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : Problems.NotFound("There is no such API token; \"remoteexec token api list\" lists them.");

    private static ApiTokenResource ToResource(ApiTokenRow row, string? text) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Role = row.Role,
        Token = text,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
    };
}
