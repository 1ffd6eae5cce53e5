using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Api.Common;
using RemoteExec.Storage;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>What a caller gets when no endpoint answered: no such page, wrong method, or something that failed.</summary>
internal static partial class ProblemPages
{
    /// <summary>Turns exceptions and empty error answers into problem details.</summary>
    internal static void UseProblemPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerException });
        app.UseStatusCodePages(context => AnswerStatus(context.HttpContext));
    }

    private static Task AnswerException(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var result = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large", "The body is larger than this server accepts (setting limits.requestBodyBytes)."),
            BadHttpRequestException bad when Parameter().Match(bad.Message) is { Success: true } parameter =>
                Problems.Invalid(parameter.Groups[1].Value, "has a value that cannot be read; /scalar says which ones can"),
            BadHttpRequestException bad => Problems.Of(bad.StatusCode, ProblemCodes.BadRequest, "The request could not be read; see /scalar for what this address accepts."),
            SqliteException or DbUpdateException or TimeoutException or StorageFullException => Problems.StorageUnavailable("The database does not answer; /readyz says why. Try again."),
            _ => Problems.Of(StatusCodes.Status500InternalServerError, "internal-error", "The server failed at this request; its log has the details."),
        };
        return result.ExecuteAsync(context);
    }

    private static Task AnswerStatus(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NotFound("There is nothing at this address; /scalar lists what there is.").ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed => Problems.Of(
            StatusCodes.Status405MethodNotAllowed, "method-not-allowed", "This address does not take that method; /scalar lists what it takes.").ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType => Problems.Of(
            StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "Send application/json.").ExecuteAsync(context),
        var status => Problems.Of(status, "failed", "The request was refused; see /scalar for what this address accepts.").ExecuteAsync(context),
    };

    // ASP.NET's sentence: Failed to bind parameter "Nullable<bool> all" from "maybe".
    [GeneratedRegex("^Failed to bind parameter \"[^\"]* ([a-zA-Z]+)\"")]
    private static partial Regex Parameter();
}
