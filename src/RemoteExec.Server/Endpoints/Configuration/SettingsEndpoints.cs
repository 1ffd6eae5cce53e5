using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Settings;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Endpoints.Configuration;

/// <summary><c>/api/v1/settings</c>.</summary>
internal static class SettingsEndpoints
{
    internal static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Settings, Show).Needs(Roles.Admin)
            .WithTags("Settings").WithSummary("Every setting: what holds, where it comes from, what it may be; without secrets").Produces<SettingsResource>();
        routes.MapPatch(ApiRoutes.Settings, ChangeAsync).Needs(Roles.Admin).Audits("settings.change")
            .WithTags("Settings").WithSummary("Change settings, effective at once (merge patch; null takes a change back); all of them or none")
            .Accepts<SettingsPatchRequest>("application/json", "application/merge-patch+json")
            .Produces<SettingsResource>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(412);
    }

    private static Ok<SettingsResource> Show(HttpContext context, EffectiveSettings effective, LiveSettings live)
    {
        var resource = SettingsResources.Of(effective, live);
        context.Response.Headers.ETag = $"\"{resource.Version}\"";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(resource);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, SettingsDesk desk, EffectiveSettings effective, LiveSettings live)
    {
        long? expected = null;
        var match = context.Request.Headers.IfMatch.ToString();
        if (match is not ("" or "*"))
        {
            if (!long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return Problems.Invalid("If-Match", "must be the ETag of an earlier answer");
            }

            expected = version;
        }

        var (body, unread) = await JsonBody.ReadBytesAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return unread!;
        }

        return await desk.ChangeAsync(body, expected, context.Caller(), context.RequestAborted).ConfigureAwait(false) switch
        {
            null => Show(context, effective, live),
            { Errors: { } errors } => Problems.Invalid(errors),
            { Code: ProblemCodes.VersionConflict } late => Problems.Of(StatusCodes.Status412PreconditionFailed, late.Code, late.Sentence),
            { } refusal => Problems.Of(StatusCodes.Status409Conflict, refusal.Code, refusal.Sentence),
        };
    }

    /// <summary>For the description of the interface: any settings, by name, nested or with dots.</summary>
    internal sealed class SettingsPatchRequest : Dictionary<string, object?>;
}
