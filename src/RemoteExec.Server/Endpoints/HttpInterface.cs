using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Info;
using Scalar.AspNetCore;

namespace RemoteExec.Server.Endpoints;

/// <summary>The HTTP interface, as a table of contents.</summary>
internal static class HttpInterface
{
    internal static IServiceCollection AddHttpInterface(this IServiceCollection services)
    {
        services.AddRouting();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer(OpenApiAbout.DescribeAsync).AddOperationTransformer(OpenApiAbout.DescribeAsync));
        return services;
    }

    internal static void MapHttpInterface(this WebApplication app)
    {
        app.UseRouting();
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
