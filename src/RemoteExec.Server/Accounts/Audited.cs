using RemoteExec.Api.Common;
using RemoteExec.Storage;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Accounts;

/// <summary>What an endpoint that changes, starts or stops something is called in the audit.</summary>
internal sealed record Audited(string Action);

/// <summary>
/// Puts what was not done into the audit: a role that was too low, or a state in which it could not be. What is done is recorded by whoever does it, together with the change. Nothing is
/// recorded of who did not say who it is, nor of requests that could not be read.
/// </summary>
internal static class AuditedRefusals
{
    /// <summary>Marks an endpoint.</summary>
    internal static TBuilder Audits<TBuilder>(this TBuilder builder, string action)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Audited(action));

    /// <summary>To be placed before authorization, so that its refusals are seen.</summary>
    internal static void UseAuditedRefusals(this WebApplication app) => app.Use(async (context, next) =>
    {
        await next(context).ConfigureAwait(false);
        if (context.GetEndpoint()?.Metadata.GetMetadata<Audited>() is { } audited && context.User.Identity?.IsAuthenticated == true
            && OutcomeOf(context.Response.StatusCode) is { } outcome)
        {
            await RecordAsync(context, audited.Action, outcome).ConfigureAwait(false);
        }
    });

    internal static string? OutcomeOf(int status) => status switch
    {
        StatusCodes.Status403Forbidden => AuditOutcomes.Denied,
        StatusCodes.Status404NotFound or StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => AuditOutcomes.Refused,
        >= 500 => AuditOutcomes.Failed,
        _ => null,
    };

    // The answer has left already: a database that is away is what /readyz tells of, and what it takes again comes later.
    private static async Task RecordAsync(HttpContext context, string action, string outcome)
    {
        var services = context.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        var target = context.Request.RouteValues.Values.OfType<string>().FirstOrDefault() ?? context.Request.Path.Value?[(ApiRoutes.Root.Length + 1)..] ?? "";
        var row = context.Caller().Audit(time.GetUtcNow(), action, target, $"answered {context.Response.StatusCode}", outcome);
        try
        {
            await services.GetRequiredService<IGroupCommit>().CommitAsync([row]).WaitAsync(AuditPatience, time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or StorageFullException or OperationCanceledException)
        {
            AccountLog.NotAudited(services.GetRequiredService<ILoggerFactory>().CreateLogger<Audited>(), action, e.Message);
        }
    }

    private static readonly TimeSpan AuditPatience = TimeSpan.FromSeconds(5);
}
