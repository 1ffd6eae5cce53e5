using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using RemoteExec.Api.Common;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Accounts;

/// <summary><c>Authorization: Bearer rxa_…</c>, and nothing else: no cookie, so no page elsewhere can borrow a person's rights.</summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal new const string Scheme = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (!header.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.Fail("Not a bearer token.");
        }

        var caller = await tokens.FindAsync(header[(Scheme.Length + 1)..].Trim(), Context.RequestAborted).ConfigureAwait(false);
        if (caller is null)
        {
            return AuthenticateResult.Fail("Not a token of this server.");
        }

        List<Claim> claims = [new(ClaimTypes.NameIdentifier, caller.Id), new(ClaimTypes.Name, caller.Name), new(ClaimTypes.Role, caller.Role)];
        if (caller.Account is { } account)
        {
            claims.Add(new(Claims.Account, account.Id));
            claims.Add(new(Claims.AccountRole, account.Role));
        }

        var identity = new ClaimsIdentity(claims, Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer realm=\"RemoteExec\"";
        var given = Request.Headers.Authorization.Count > 0;
        return Problems.Of(
            StatusCodes.Status401Unauthorized,
            ProblemCodes.NotAuthenticated,
            given
                ? "This token is unknown, revoked or expired, or its account is disabled. Sign in again (remoteexec login URL --user NAME), or ask an administrator for another."
                : "Send \"Authorization: Bearer TOKEN\". With an account: remoteexec login URL --user NAME. On the server's machine a token is in the data folder, in admin-token.")
            .ExecuteAsync(Context);
    }
}
