using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Telemetry;

/// <summary><c>/metrics</c>.</summary>
internal static class MetricsEndpoint
{
    internal const string Policy = "metrics";

    /// <summary>Maps it; closed, it wants a token like everything else.</summary>
    internal static void MapServerTelemetry(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Policy);
}

/// <summary>Open, or a caller who may look.</summary>
internal sealed record MetricsRequirement : IAuthorizationRequirement;

/// <summary>Asks the settings at every request: they may change.</summary>
internal sealed class MetricsHandler(LiveSettings settings) : AuthorizationHandler<MetricsRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, MetricsRequirement requirement)
    {
        if (settings.Current.MetricsOpen || Roles.Includes(context.User.FindFirstValue(ClaimTypes.Role), Roles.Viewer))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
