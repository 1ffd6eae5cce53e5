using Microsoft.AspNetCore.Identity;
using RemoteExec.Api.Accounts;
using RemoteExec.Api.Common;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Endpoints.Accounts;

/// <summary><c>/api/v1/accounts</c>: people, and what they may do.</summary>
internal static class AccountEndpoints
{
    private const string One = ApiRoutes.Accounts + "/{name}";

    internal static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Accounts, ListAsync).Needs(Roles.Admin)
            .WithTags("Accounts").WithSummary("All accounts, by name").Produces<ListOf<AccountResource>>();
        routes.MapPost(ApiRoutes.Accounts, CreateAsync).Needs(Roles.Admin).Audits("account.create")
            .WithTags("Accounts").WithSummary("Make an account")
            .Accepts<AccountRequest>("application/json").Produces<AccountResource>(201).ProducesProblem(400).ProducesProblem(409);
        routes.MapPost(ApiRoutes.FirstAccount, CreateFirstAsync).Needs(Roles.Admin).Audits("account.create")
            .WithTags("Accounts").WithSummary("Make the first account, an administrator's, while there is none")
            .Accepts<FirstAccountRequest>("application/json").Produces<AccountResource>(201).ProducesProblem(400).ProducesProblem(409);
        routes.MapGet(One, ShowAsync).Needs(Roles.Admin)
            .WithTags("Accounts").WithSummary("One account").Produces<AccountResource>().ProducesProblem(404);
        routes.MapPatch(One, ChangeAsync).Needs(Roles.Admin).Audits("account.change")
            .WithTags("Accounts").WithSummary("Rename an account, give it another role, disable (its tokens are revoked) or enable it")
            .Accepts<AccountChange>("application/json").Produces<AccountResource>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        routes.MapDelete(One, DeleteAsync).Needs(Roles.Admin).Audits("account.delete")
            .WithTags("Accounts").WithSummary("Forget an account, and revoke its tokens").Produces(204).ProducesProblem(404).ProducesProblem(409);
        routes.MapPost(One + "/unlock", UnlockAsync).Needs(Roles.Admin).Audits("account.unlock")
            .WithTags("Accounts").WithSummary("Take passwords again, before the lock has ended").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(IAccountUnit unit, TimeProvider time, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var rows = await unit.ListAsync(cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(account => account.ToResource(time.GetUtcNow())).ToList();
        return TypedResults.Ok(new ListOf<AccountResource>(page, rows.Count > most ? page[^1].Name : null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, AccountBook book, TimeProvider time)
    {
        var (request, refusal) = await JsonBody.ReadAsync<AccountRequest>(context).ConfigureAwait(false);
        return request is null
            ? refusal!
            : await MakeAsync(context, book, time, request, onlyFirst: false).ConfigureAwait(false);
    }

    private static async Task<IResult> CreateFirstAsync(HttpContext context, AccountBook book, TimeProvider time)
    {
        var (request, refusal) = await JsonBody.ReadAsync<FirstAccountRequest>(context).ConfigureAwait(false);
        return request is null
            ? refusal!
            : await MakeAsync(context, book, time, new AccountRequest { Name = request.Name, Password = request.Password, Role = Roles.Admin }, onlyFirst: true).ConfigureAwait(false);
    }

    private static async Task<IResult> MakeAsync(HttpContext context, AccountBook book, TimeProvider time, AccountRequest request, bool onlyFirst)
    {
        var errors = new FieldErrors()
            .Check("name", AccountRules.NameProblem(request.Name))
            .Check("password", AccountRules.PasswordProblem(request.Password))
            .Check("role", AccountRules.RoleProblem(request.Role));
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var outcome = await book.CreateAsync(request.Name, request.Password, request.Role, context.Caller(), onlyFirst, context.RequestAborted).ConfigureAwait(false);
        return outcome.Refusal is { } refused
            ? Problems.Refused(refused)
            : TypedResults.Created(ApiRoutes.Account(request.Name), outcome.Account!.ToResource(time.GetUtcNow()));
    }

    private static async Task<IResult> ShowAsync(UserManager<Account> users, TimeProvider time, string name) =>
        await users.FindByNameAsync(name).ConfigureAwait(false) is { } account
            ? TypedResults.Ok(account.ToResource(time.GetUtcNow()))
            : Problems.NotFound("There is no such account; \"remoteexec account list\" shows them.");

    private static async Task<IResult> ChangeAsync(HttpContext context, AccountBook book, TimeProvider time, string name)
    {
        var (change, refusal) = await JsonBody.ReadAsync<AccountChange>(context).ConfigureAwait(false);
        if (change is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors()
            .Check("name", change.Name is { } wanted ? AccountRules.NameProblem(wanted) : null)
            .Check("role", change.Role is { } role ? AccountRules.RoleProblem(role) : null);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var outcome = await book.ChangeAsync(name, change, context.Caller(), context.RequestAborted).ConfigureAwait(false);
        return outcome.Refusal is { } refused ? Problems.Refused(refused) : TypedResults.Ok(outcome.Account!.ToResource(time.GetUtcNow()));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, AccountBook book, string name) =>
        Answer(await book.DeleteAsync(name, context.Caller(), context.RequestAborted).ConfigureAwait(false));

    private static async Task<IResult> UnlockAsync(HttpContext context, AccountBook book, string name) =>
        Answer(await book.UnlockAsync(name, context.Caller(), context.RequestAborted).ConfigureAwait(false));

    private static IResult Answer(AccountOutcome outcome) => outcome.Refusal is { } refused ? Problems.Refused(refused) : TypedResults.NoContent();
}
