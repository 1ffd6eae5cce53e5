using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>
/// A name with a slash is addressed with <c>%2F</c>. The server decodes everything else in a path, but leaves that as it is, so that it is not taken for the end of a segment;
/// once the route is chosen it is safe to decode.
/// </summary>
internal static class SlashesInNames
{
    private const string Slash = "%2F";

    /// <summary>After routing, before whatever looks at route values.</summary>
    internal static void UseSlashesInNames(this WebApplication app) => app.Use(next => context =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint
            && context.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target
            && target.Contains(Slash, StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (name, value) in Decoded(endpoint.RoutePattern, target))
            {
                context.Request.RouteValues[name] = value;
            }
        }

        return next(context);
    });

    /// <summary>The parameters of a route that hold a slash, decoded once from what the client sent: a name that holds the text <c>%2F</c> itself stays what it is.</summary>
    internal static IEnumerable<(string Name, string Value)> Decoded(RoutePattern pattern, string target)
    {
        var sent = target.Split('?', 2)[0].TrimStart('/').TrimEnd('/').Split('/');
        if (sent.Length != pattern.PathSegments.Count)
        {
            // Written in a way that the server has simplified, with dots for example: what it made of it counts.
            yield break;
        }

        for (var at = 0; at < sent.Length; at++)
        {
            if (pattern.PathSegments[at] is { IsSimple: true, Parts: [RoutePatternParameterPart parameter] } && sent[at].Contains(Slash, StringComparison.OrdinalIgnoreCase))
            {
                yield return (parameter.Name, Uri.UnescapeDataString(sent[at]));
            }
        }
    }
}
