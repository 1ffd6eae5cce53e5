using System.Security.Claims;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Accounts;

/// <summary>What a caller's ticket says beside its name, its role and the id of its token.</summary>
internal static class Claims
{
    /// <summary>The id of the account.</summary>
    internal const string Account = "account";

    /// <summary>What the account may do, whatever its token allows.</summary>
    internal const string AccountRole = "account-role";
}

/// <summary>What endpoints ask about their caller.</summary>
internal static class EndpointRoles
{
    /// <summary>Marks an endpoint with the least role that may call it.</summary>
    internal static TBuilder Needs<TBuilder>(this TBuilder builder, string role)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(role);

    /// <summary>Who asked, for journal and audit.</summary>
    internal static Caller Caller(this HttpContext context) => new(
        context.User.Identity?.Name ?? "nobody",
        context.User.FindFirstValue(Claims.Account) is null ? null : context.User.Identity?.Name,
        context.User.FindFirstValue(ClaimTypes.NameIdentifier),
        context.CallerAddress());

    /// <summary>Where the request came from; IPv4 as itself.</summary>
    internal static string? CallerAddress(this HttpContext context) =>
        (context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress)?.ToString();

    /// <summary>The id of the account that the caller's token belongs to; null: it belongs to none.</summary>
    internal static string? CallerAccount(this HttpContext context) => context.User.FindFirstValue(Claims.Account);

    /// <summary>The account that the caller's token belongs to; null: it belongs to none.</summary>
    internal static TokenAccount? TokenAccount(this HttpContext context) =>
        context.CallerAccount() is { } id ? new TokenAccount(id, context.User.Identity?.Name ?? "", context.User.FindFirstValue(Claims.AccountRole) ?? "", Disabled: false) : null;

    /// <summary>What the caller may do at this moment.</summary>
    internal static string CallerRole(this HttpContext context) => context.User.FindFirstValue(ClaimTypes.Role) ?? "";

    /// <summary>The id of the token that the caller holds; empty when there is none.</summary>
    internal static string CallerToken(this HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}
