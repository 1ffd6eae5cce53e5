using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using RemoteExec.Api.Common;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Targets;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Refusals in the shape of RFC 9457: a stable <c>code</c> for scripts, a sentence that says what to do for people.</summary>
internal static class Problems
{
    /// <summary>A refusal.</summary>
    /// <param name="errors">Everything that is wrong, by field.</param>
    internal static ProblemHttpResult Of(int status, string code, string sentence, FieldErrors? errors = null)
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
            problem.Extensions["errors"] = errors.ByField();
        }

        return TypedResults.Problem(problem);
    }

    internal static ProblemHttpResult Invalid(FieldErrors errors) =>
        Of(StatusCodes.Status400BadRequest, ProblemCodes.BadRequest, errors.Sentence(), errors);

    internal static ProblemHttpResult Invalid(string field, string sentence)
    {
        var errors = new FieldErrors();
        errors.Add(field, sentence);
        return Invalid(errors);
    }

    internal static ProblemHttpResult NotFound(string sentence) =>
        Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound, sentence);

    /// <param name="field">Where the targets stand in the request.</param>
    internal static ProblemHttpResult NoSuchTarget(string field, TargetProblem problem) => problem.Malformed
        ? Invalid(field, $"cannot be read: {problem.Sentence}")
        : Of(StatusCodes.Status404NotFound, ProblemCodes.NoSuchTarget, problem.Sentence);

    internal static ProblemHttpResult Conflict(string sentence) =>
        Of(StatusCodes.Status409Conflict, ProblemCodes.Conflict, sentence);

    /// <summary>Storage does not answer: nothing was recorded, so nothing was done.</summary>
    internal static ProblemHttpResult StorageUnavailable(string sentence) =>
        Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.StorageUnavailable, sentence);

    /// <summary>What a machine's owner refused, with the status that says whose turn it is.</summary>
    internal static ProblemHttpResult Refused(CommandRefusal refusal) =>
        Of(
            refusal.Code switch
            {
                ProblemCodes.StorageUnavailable => StatusCodes.Status503ServiceUnavailable,
                ProblemCodes.NotFound => StatusCodes.Status404NotFound,
                _ => StatusCodes.Status409Conflict,
            },
            refusal.Code,
            refusal.Sentence);

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid",
        StatusCodes.Status401Unauthorized => "Not signed in",
        StatusCodes.Status403Forbidden => "Not allowed",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status405MethodNotAllowed => "Not a method of this resource",
        StatusCodes.Status409Conflict => "In conflict with what is there",
        StatusCodes.Status412PreconditionFailed => "Changed meanwhile",
        StatusCodes.Status413PayloadTooLarge => "Too large",
        StatusCodes.Status415UnsupportedMediaType => "Not a known kind of content",
        StatusCodes.Status429TooManyRequests => "Too many wrong passwords",
        StatusCodes.Status502BadGateway => "Somebody else refused",
        StatusCodes.Status508LoopDetected => "A loop",
        StatusCodes.Status503ServiceUnavailable => "Not available now",
        _ => "Failed",
    };
}
