using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace RemoteExec.Server.Accounts;

/// <summary>Who may call what: one scheme (bearer tokens) and one policy per role.</summary>
internal static class AccountExtensions
{
    internal static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<ApiTokens>();
        services.AddAuthentication(ApiTokenHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.Scheme, null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Roles.All)
        {
            authorization.AddPolicy(role, policy => policy.AddRequirements(new RoleRequirement(role)));
        }

        return services.AddSingleton<IAuthorizationHandler, RoleHandler>()
            .AddSingleton<IAuthorizationMiddlewareResultHandler, ForbiddenAnswer>();
    }
}
