using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Server.Hosting;

namespace RemoteExec.Server.Endpoints.Info;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can do its work, or says why not.</summary>
internal static class HealthEndpoints
{
    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new ReadinessResource { Ready = true }))
            .WithTags("Server").WithSummary("Is the process alive?").Produces<ReadinessResource>();
        routes.MapGet("/readyz", (IEnumerable<IReadiness> parts) => Answer(parts))
            .WithTags("Server").WithSummary("Can it do its work? 503 says why not.")
            .Produces<ReadinessResource>().Produces<ReadinessResource>(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<ReadinessResource> Answer(IEnumerable<IReadiness> parts)
    {
        var problems = parts.Select(part => part.Problem).Where(problem => problem is not null).ToList();
        var ready = problems.Count == 0;
        return TypedResults.Json(
            new ReadinessResource { Ready = ready, Reason = ready ? null : string.Join(" ", problems) },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
