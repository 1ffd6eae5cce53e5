using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using RemoteExec.Api.Accounts;
using RemoteExec.Api.Common;
using RemoteExec.Api.Tokens;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Tokens;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Endpoints.Accounts;

/// <summary>Where a person shows a password: to sign in, and to change it. And who a token speaks for.</summary>
internal static class SignInEndpoints
{
    internal static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.SignIn, SignInAsync)
            .WithTags("Accounts").WithSummary("A name and a password for an API token of that account; needs no token. 429 after five wrong passwords")
            .Accepts<SignInRequest>("application/json").Produces<ApiTokenResource>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        routes.MapGet(ApiRoutes.Me, MeAsync).Needs(Roles.Viewer)
            .WithTags("Accounts").WithSummary("Who this token speaks for, and what it may do").Produces<MeResource>();
        routes.MapPost(ApiRoutes.Accounts + "/{name}/password", SetPasswordAsync).Needs(Roles.Viewer).Audits("account.password")
            .WithTags("Accounts").WithSummary("Give an account another password: one's own with the current one, another's as an administrator. Its other tokens are revoked")
            .Accepts<PasswordRequest>("application/json").Produces(204).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(429);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, Passwords passwords, IAccountUnit unit, ApiTokens tokens, TimeProvider time)
    {
        var (request, refusal) = await JsonBody.ReadAsync<SignInRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        var errors = new FieldErrors()
            .Check("name", AccountRules.NameProblem(request.Name))
            .Check("password", request.Password.Length is 0 or > AccountRules.MostPassword ? $"must have 1 to {AccountRules.MostPassword} characters" : null)
            .Check("ttl", AccountRules.LifeProblem(request.Ttl));
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var life = request.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : AccountRules.TokenLife;
        (ApiTokenRow Row, string Text)? made = null;
        var outcome = await passwords.CheckAsync(
            request.Name,
            request.Password,
            new Caller(request.Name, null, null, context.CallerAddress()),
            "sign-in",
            async account =>
            {
                account.LastSignedInAt = time.GetUtcNow();
                made = tokens.New("sign-in", account.Role, life, new TokenAccount(account.Id, account.UserName!, account.Role, account.Disabled));
                return await unit.AddTokenAsync(made.Value.Row, context.RequestAborted).ConfigureAwait(false);
            },
            context.RequestAborted).ConfigureAwait(false);
        if (Refused(context, outcome, time, signsIn: true) is { } refused)
        {
            return refused;
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{ApiRoutes.Tokens}/{made!.Value.Row.Id}", made.Value.Row.ToResource(made.Value.Text));
    }

    private static async Task<IResult> MeAsync(HttpContext context, IAccessStore store, CancellationToken cancellation) =>
        await store.ApiTokenAsync(context.CallerToken(), cancellation).ConfigureAwait(false) is { } token
            ? TypedResults.Ok(new MeResource { Name = context.Caller().Name, Account = context.Caller().Account, Role = context.CallerRole(), Token = token.ToResource(null) })
            : Problems.Of(StatusCodes.Status401Unauthorized, ProblemCodes.NotAuthenticated, "This token was revoked at this moment.");

    private static async Task<IResult> SetPasswordAsync(
        HttpContext context, Passwords passwords, AccountBook book, UserManager<Account> users, TimeProvider time, string name)
    {
        var (request, refusal) = await JsonBody.ReadAsync<PasswordRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        var caller = context.Caller();
        var isOwn = caller.Account is not null && users.NormalizeName(caller.Account) == users.NormalizeName(name);
        if (!isOwn && !Roles.Includes(context.CallerRole(), Roles.Admin))
        {
            return Problems.Of(
                StatusCodes.Status403Forbidden, ProblemCodes.NotAllowed, $"Another's password needs the role {Roles.Admin}; you have the role {context.CallerRole()}. Ask an administrator for it.");
        }

        var errors = new FieldErrors()
            .Check("password", AccountRules.PasswordProblem(request.Password))
            .Check("current", isOwn && request.Current is null ? "must be the password that holds now" : null);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (isOwn && await CheckCurrentAsync(context, passwords, caller, request.Current!, time).ConfigureAwait(false) is { } wrong)
        {
            return wrong;
        }

        var outcome = await book.SetPasswordAsync(name, request.Password, caller, isOwn ? caller.Token : null, context.RequestAborted).ConfigureAwait(false);
        return outcome.Refusal is { } refused ? Problems.Refused(refused) : TypedResults.NoContent();
    }

    private static async Task<IResult?> CheckCurrentAsync(HttpContext context, Passwords passwords, Caller caller, string current, TimeProvider time)
    {
        var outcome = await passwords.CheckAsync(
            caller.Account!, current, caller, "account.password.check", account => Task.FromResult(!account.Disabled), context.RequestAborted).ConfigureAwait(false);
        return Refused(context, outcome, time, signsIn: false);
    }

    // What nobody has is refused as what is wrong: in the same words.
    private static ProblemHttpResult? Refused(HttpContext context, PasswordOutcome outcome, TimeProvider time, bool signsIn)
    {
        if (outcome.LockedUntil is { } until)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling((until - time.GetUtcNow()).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Problems.Of(
                StatusCodes.Status429TooManyRequests, ProblemCodes.Locked,
                $"Too many wrong passwords. Try again after {until:HH:mm:ss} UTC, or ask an administrator to unlock the account.");
        }

        if (outcome.Account is not { } account)
        {
            return signsIn
                ? Problems.Of(StatusCodes.Status401Unauthorized, ProblemCodes.WrongPassword, "The name or the password is wrong.")
                : Problems.Invalid("current", "is not the password of this account");
        }

        return outcome.Done ? null
            : account.Disabled ? Problems.Of(StatusCodes.Status403Forbidden, ProblemCodes.NotAllowed, "This account is disabled. Ask an administrator to enable it.")
            : Problems.Conflict("Somebody changed this account at the same time; try again.");
    }
}
