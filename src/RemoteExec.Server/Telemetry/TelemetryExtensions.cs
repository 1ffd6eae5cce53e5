using Microsoft.AspNetCore.Authorization;
using OpenTelemetry.Metrics;

namespace RemoteExec.Server.Telemetry;

/// <summary>Metrics: our own meter, the runtime's, HTTP's, in the format Prometheus reads.</summary>
internal static class TelemetryExtensions
{
    internal static IServiceCollection AddServerTelemetry(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<ServerMetrics>();
        services.AddAuthorizationBuilder().AddPolicy(MetricsEndpoint.Policy, policy => policy.AddRequirements(new MetricsRequirement()));
        services.AddSingleton<IAuthorizationHandler, MetricsHandler>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(ServerMetrics.MeterName, "RemoteExec.Storage", "RemoteExec.Gateway", "Microsoft.AspNetCore.Server.Kestrel")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        return services;
    }
}
