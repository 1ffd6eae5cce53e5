using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>What the OpenAPI document says beyond what the endpoints say themselves: title, tokens, roles.</summary>
internal static class OpenApiAbout
{
    private const string Bearer = "bearer";

    internal static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RemoteExec",
            Version = "v1",
            Description = "Starts, watches and stops programs on many machines. Send `Authorization: Bearer TOKEN`; "
                + "refusals are problem details (RFC 9457) with a stable `code`; lists are `{items, next}`, and `next` goes back as `cursor`.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "An API token. This machine's is in the data folder, in admin-token; others are made with POST /api/v1/tokens.",
        };
        return Task.CompletedTask;
    }

    internal static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        if (policy is not null)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            operation.Description = $"{operation.Description} Needs the role {policy}.".Trim();
        }

        return Task.CompletedTask;
    }
}
