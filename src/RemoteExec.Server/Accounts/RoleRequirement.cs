using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using RemoteExec.Api.Common;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Accounts;

/// <summary>At least this role.</summary>
internal sealed record RoleRequirement(string Role) : IAuthorizationRequirement;

/// <summary>Roles include one another.</summary>
internal sealed class RoleHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (Roles.Includes(context.User.FindFirstValue(ClaimTypes.Role), requirement.Role))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Says which role would have been enough.</summary>
internal sealed class ForbiddenAnswer : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
        {
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        }

        var needed = policy.Requirements.OfType<RoleRequirement>().Select(requirement => requirement.Role).LastOrDefault();
        var held = context.User.FindFirstValue(ClaimTypes.Role);
        var ofTheAccount = context.User.FindFirstValue(Claims.AccountRole);
        var advice = Roles.Includes(ofTheAccount, needed ?? "")
            ? $"Your account has the role {ofTheAccount}: sign in again for a token that allows it."
            : "Ask an administrator for it.";
        return Problems.Of(StatusCodes.Status403Forbidden, ProblemCodes.NotAllowed, $"This needs the role {needed}; you have the role {held}. {advice}").ExecuteAsync(context);
    }
}
