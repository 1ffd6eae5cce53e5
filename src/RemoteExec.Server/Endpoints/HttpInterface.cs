using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Accounts;
using RemoteExec.Server.Endpoints.Auditing;
using RemoteExec.Server.Endpoints.Configuration;
using RemoteExec.Server.Endpoints.Events;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Info;
using RemoteExec.Server.Endpoints.Machines;
using RemoteExec.Server.Endpoints.Notices;
using RemoteExec.Server.Endpoints.Output;
using RemoteExec.Server.Endpoints.Processes;
using RemoteExec.Server.Endpoints.Runs;
using RemoteExec.Server.Endpoints.Sequences;
using RemoteExec.Server.Endpoints.Tokens;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Targets;
using Scalar.AspNetCore;

namespace RemoteExec.Server.Endpoints;

/// <summary>The HTTP interface, as a table of contents.</summary>
internal static class HttpInterface
{
    internal static IServiceCollection AddHttpInterface(this IServiceCollection services)
    {
        services.AddRouting();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", options => options.AddDocumentTransformer(OpenApiAbout.DescribeAsync).AddOperationTransformer(OpenApiAbout.DescribeAsync));
        return services;
    }

    /// <summary>What the endpoints of <see cref="MapApi"/> work with.</summary>
    internal static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddAccounts()
        .AddSingleton<JoinTokens>()
        .AddSingleton<Idempotency>()
        .AddSingleton<SseLoop>()
        .AddSingleton<ITargets, StoredTargets>()
        .AddSingleton<FleetMembers>()
        .AddSingleton<Waker>()
        .AddSingleton<FirstSecrets>()
        .AddSingleton<SettingsDesk>()
        .AddSingleton<IWebhookSwitch>(services => services.GetRequiredService<SettingsDesk>())
        .AddSingleton<ProcessStarter>()
        .AddSingleton<ProcessStopper>();

    /// <summary>Everything below <c>/api/v1</c>; it works on the stores, the targets and the machines' grains.</summary>
    internal static void MapApi(this WebApplication app)
    {
        app.MapMachines();
        app.MapProcesses();
        app.MapSequences();
        app.MapRuns();
        app.MapOutput();
        app.MapEvents();
        app.MapAccounts();
        app.MapSignIn();
        app.MapAudit();
        app.MapApiTokens();
        app.MapJoinTokens();
        app.MapSettings();
        app.MapAgentPassword();
        app.MapMailTest();
        app.MapNotices();
        app.MapServer();
    }

    internal static void MapHttpInterface(this WebApplication app)
    {
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/scalar", options => options
            .WithTitle("RemoteExec")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton());
    }
}
