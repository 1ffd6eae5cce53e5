using Microsoft.AspNetCore.Connections;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;
using RemoteExec.Server.Endpoints;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Info;
using RemoteExec.Server.Gateway;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Notices;
using RemoteExec.Server.Settings;
using RemoteExec.Server.Telemetry;

namespace RemoteExec.Server.Hosting;

/// <summary>What the server is made of, as a table of contents.</summary>
internal static class ServerHost
{
    // Together with the second that the process needs to end, below the five seconds that a stop may take.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(4);

    /// <param name="ports">What listens already, if anything does.</param>
    /// <param name="change">Has the last word on what the server is made of: tests put their clock and their log in place.</param>
    internal static WebApplication Build(
        ServerSettings settings,
        DataFolder folder,
        ServerIdentity identity,
        SettingsSource reload,
        string settingsFile,
        OpenPorts? ports = null,
        Action<WebApplicationBuilder>? change = null)
    {
        // The empty builder reads no files and watches no folders: what is set is in ServerSettings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "remoteexec-server",
            ContentRootPath = folder.Path,
            EnvironmentName = Environments.Production,
        });
        var bound = new BoundEndpoints();
        builder.AddServerLogging(settings.JsonLogs, bound);
        builder.AddPorts(settings, bound, ports, static listen => listen.UseConnectionHandler<AgentConnectionHandler>());
        builder.AddGrains();

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new LiveSettings(settings))
            .AddSingleton(folder)
            .AddSingleton(identity)
            .AddSingleton(new AdmissionPolicy(settings.Admission))
            .AddSingleton(reload)
            .AddSingleton<SettingsVault>()
            .AddSingleton<EffectiveSettings>()
            .AddSingleton(new SettingsFile(settingsFile))
            .AddHostedService<SettingsReload>()
            .AddServerStorage(settings, folder)
            .AddGateway()
            .AddNotices()
            .AddServerTelemetry()
            .AddHttpInterface()
            .AddApi()
            .AddHostedService<EndpointsPublisher>();
        change?.Invoke(builder);

        var app = builder.Build();
        app.UseTrustedProxies(settings);
        app.UseProblemPages();
        app.UseBodyLimit();
        app.UseLoopCut();
        app.UseRouting();
        app.UseSlashesInNames();
        app.UseAuthentication();
        app.UseAuditedRefusals();
        app.UseAuthorization();
        app.MapServerTelemetry();
        app.MapHttpInterface();
        app.MapApi();
        app.MapLandingPage();
        return app;
    }
}
