using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Refusals in the shape of RFC 9457: a stable <c>code</c> for scripts, a sentence that says what to do for people.</summary>
internal static class Problems
{
    /// <summary>A refusal.</summary>
    /// <param name="errors">Every single thing that is wrong, when there can be several.</param>
    internal static ProblemHttpResult Of(int status, string code, string sentence, IReadOnlyList<string>? errors = null)
    {
        var problem = new ProblemDetails
        {
            Type = $"urn:remoteexec:problem:{code}",
            Title = Title(status),
            Status = status,
            Detail = sentence,
        };
        problem.Extensions["code"] = code;
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors;
        }

        return TypedResults.Problem(problem);
    }

    internal static ProblemHttpResult Invalid(IReadOnlyList<string> errors) =>
        Of(StatusCodes.Status400BadRequest, "invalid-request", errors.Count == 1 ? errors[0] : $"{errors.Count} things are wrong: {string.Join(" ", errors)}", errors);

    internal static ProblemHttpResult NotFound(string sentence) =>
        Of(StatusCodes.Status404NotFound, "not-found", sentence);

    internal static ProblemHttpResult NoSuchTarget(string sentence) =>
        Of(StatusCodes.Status404NotFound, "no-such-target", sentence);

    /// <summary>Storage does not answer: nothing was recorded, so nothing was done.</summary>
    internal static ProblemHttpResult StorageUnavailable(string sentence) =>
        Of(StatusCodes.Status503ServiceUnavailable, "storage-unavailable", sentence);

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid",
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not allowed",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status405MethodNotAllowed => "Not a method of this resource",
        StatusCodes.Status409Conflict => "In conflict with what is there",
        StatusCodes.Status413PayloadTooLarge => "Too large",
        StatusCodes.Status415UnsupportedMediaType => "Not a known kind of content",
        StatusCodes.Status503ServiceUnavailable => "Not available now",
        _ => "Failed",
    };
}
