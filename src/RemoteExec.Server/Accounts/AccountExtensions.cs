using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Accounts;

/// <summary>Who may call what: accounts of ASP.NET Core Identity, one scheme (bearer tokens), and one policy per role.</summary>
internal static class AccountExtensions
{
    internal static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<TokenUse>().AddSingleton<ApiTokens>();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>().AddSingleton<PasswordGate>();
        services.AddScoped<Passwords>().AddScoped<PersonalTokens>().AddScoped<AccountBook>();
        services.AddIdentityCore<Account>(Configure);
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

    // What a name and a password may be, AccountRules says with sentences; here is only what Identity would forbid beyond it. Lockout is counted in Passwords, by the server's clock.
    private static void Configure(IdentityOptions identity)
    {
        identity.User.AllowedUserNameCharacters = "";
        identity.User.RequireUniqueEmail = false;
        identity.Password = new PasswordOptions
        {
            RequiredLength = AccountRules.LeastPassword,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
            RequiredUniqueChars = 1,
        };
        identity.Lockout.MaxFailedAccessAttempts = AccountRules.WrongPasswords;
        identity.Lockout.DefaultLockoutTimeSpan = AccountRules.LockedFor;
    }
}
