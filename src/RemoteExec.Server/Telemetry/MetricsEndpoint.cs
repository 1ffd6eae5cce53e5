using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Telemetry;

/// <summary><c>/metrics</c>.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Maps it; closed, it wants a token like everything else.</summary>
    internal static void MapServerTelemetry(this IEndpointRouteBuilder routes, bool open)
    {
        var endpoint = routes.MapPrometheusScrapingEndpoint("/metrics");
        if (!open)
        {
            endpoint.Needs(Roles.Viewer);
        }
    }
}
