using System.Reflection;
using RemoteExec.Api.Common;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Endpoints.Info;

/// <summary><c>GET /api/v1/server</c>.</summary>
internal static class ServerEndpoints
{
    internal static void MapServer(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ApiRoutes.Server, (BoundEndpoints bound, ServerIdentity identity, TimeProvider time) => TypedResults.Ok(new ServerResource
        {
            Version = Version,
            Fingerprint = identity.Fingerprint,
            Agents = ListenAddress.ForThisMachine(bound.Agents),
            Http = $"http://{ListenAddress.ForThisMachine(bound.Http)}",
            StartedAt = bound.OpenedAt,
            Now = time.GetUtcNow(),
        }))
        .Needs(Roles.Viewer).WithTags("Server").WithSummary("Version, fingerprint, addresses and time of the server");

    internal static string Version { get; } =
        typeof(ServerEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
