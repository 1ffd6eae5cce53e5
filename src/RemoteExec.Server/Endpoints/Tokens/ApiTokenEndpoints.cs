using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Tokens;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Endpoints.Tokens;

/// <summary><c>/api/v1/tokens</c>: who may use this interface. Everybody has to do with the tokens of the own account, an administrator with all.</summary>
internal static class ApiTokenEndpoints
{
    private const int MostNameLength = 64;

    internal static void MapApiTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Tokens, ListAsync).Needs(Roles.Viewer)
            .WithTags("Tokens").WithSummary("API tokens, without the tokens themselves: one's own; an administrator sees all").Produces<ListOf<ApiTokenResource>>();
        routes.MapPost(ApiRoutes.Tokens, CreateAsync).Needs(Roles.Operator).Audits("token.create")
            .WithTags("Tokens").WithSummary("Make an API token of at most one's own role, which belongs to one's account; only this answer has it")
            .Accepts<ApiTokenRequest>("application/json").Produces<ApiTokenResource>(201).ProducesProblem(400).ProducesProblem(403);
        routes.MapDelete(ApiRoutes.Tokens + "/{id}", RemoveAsync).Needs(Roles.Viewer).Audits("token.revoke")
            .WithTags("Tokens").WithSummary("Revoke an API token, from the next request on: one's own; an administrator any").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IAccessStore store, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var seesAll = Roles.Includes(context.CallerRole(), Roles.Admin);
        var rows = !seesAll && context.CallerAccount() is null
            ? [.. await OwnAsync(context, store, cancellation).ConfigureAwait(false)]
            : await store.ApiTokensAsync(seesAll ? null : context.CallerAccount(), cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => row.ToResource(null)).ToList();
        return TypedResults.Ok(new ListOf<ApiTokenResource>(page, rows.Count > most ? page[^1].Id : null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiTokens tokens, PersonalTokens personal)
    {
        var (request, refusal) = await JsonBody.ReadAsync<ApiTokenRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors()
            .Check("name", request.Name.Length is 0 or > MostNameLength || request.Name.Any(char.IsControl) ? $"must have 1 to {MostNameLength} characters, none of them a control character" : null)
            .Check("role", AccountRules.RoleProblem(request.Role))
            .Check("ttl", AccountRules.LifeProblem(request.Ttl));
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var held = context.CallerRole();
        if (!Roles.Includes(held, request.Role))
        {
            return Denied($"A token may have at most your role: that is {held}, and {request.Role} is more. Ask for a lesser one, or ask an administrator.");
        }

        TimeSpan? life = request.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        if (context.TokenAccount() is { } account)
        {
            return await personal.CreateAsync(account, request.Name, request.Role, life, context.Caller(), context.RequestAborted).ConfigureAwait(false) is var (row, text)
                ? Created(context, row, text)
                : Denied("This account was disabled at this moment. Ask an administrator to enable it.");
        }

        if (!Roles.Includes(held, Roles.Admin))
        {
            return Denied($"A token that belongs to no account can make others only with the role {Roles.Admin}; yours has the role {held}. Sign in with an account (remoteexec login URL --user NAME).");
        }

        var (made, value) = await tokens.CreateAsync(request.Name, request.Role, life, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        return Created(context, made, value);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IAccessStore store, ApiTokens tokens, string id, CancellationToken cancellation) =>
        await store.ApiTokenAsync(id, cancellation).ConfigureAwait(false) is { } token && MayRevoke(context, token)
        && await tokens.RevokeAsync(token, context.Caller(), cancellation).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : Problems.NotFound("There is no such API token; \"remoteexec token api list\" lists them.");

    private static bool MayRevoke(HttpContext context, ApiTokenRow token) =>
        Roles.Includes(context.CallerRole(), Roles.Admin) || token.Id == context.CallerToken() || (token.Account is { } account && account.Id == context.CallerAccount());

    // A token that belongs to no account knows itself.
    private static async Task<IEnumerable<ApiTokenRow>> OwnAsync(HttpContext context, IAccessStore store, CancellationToken cancellation) =>
        await store.ApiTokenAsync(context.CallerToken(), cancellation).ConfigureAwait(false) is { } own ? [own] : [];

    private static Created<ApiTokenResource> Created(HttpContext context, ApiTokenRow row, string text)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{ApiRoutes.Tokens}/{row.Id}", row.ToResource(text));
    }

    private static ProblemHttpResult Denied(string sentence) => Problems.Of(StatusCodes.Status403Forbidden, ProblemCodes.NotAllowed, sentence);
}
