using System.Security.Claims;

namespace RemoteExec.Server.Accounts;

/// <summary>What endpoints ask about their caller.</summary>
internal static class EndpointRoles
{
    /// <summary>Marks an endpoint with the least role that may call it.</summary>
    internal static TBuilder Needs<TBuilder>(this TBuilder builder, string role)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(role);

    /// <summary>The name that goes into the journal as "who asked".</summary>
    internal static string CallerName(this HttpContext context) => context.User.Identity?.Name ?? "nobody";

    /// <summary>The id of the token that the caller holds; empty when there is none.</summary>
    internal static string CallerToken(this HttpContext context) => context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}
