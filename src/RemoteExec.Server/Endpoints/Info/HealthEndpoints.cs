using RemoteExec.Server.Hosting;

namespace RemoteExec.Server.Endpoints.Info;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can do its work, or says why not.</summary>
internal static class HealthEndpoints
{
    internal static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new HealthAnswer("alive", null)))
            .WithTags("Server").WithSummary("Is the process alive?").Produces<HealthAnswer>();
        routes.MapGet("/readyz", (BoundEndpoints bound) => Answer(bound))
            .WithTags("Server").WithSummary("Can it do its work? 503 says why not.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult Answer(BoundEndpoints bound) =>
        bound.Open
            ? TypedResults.Ok(new HealthAnswer("ready", null))
            : TypedResults.Json(new HealthAnswer("not-ready", "The server is starting or stopping."), statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>The answer of both.</summary>
/// <param name="Status">alive, ready or not-ready.</param>
/// <param name="Reason">Why it is not ready, and what to do.</param>
internal sealed record HealthAnswer(string Status, string? Reason);
