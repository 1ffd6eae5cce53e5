using RemoteExec.Api.Common;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Notices;

/// <summary>A notice that comes back as a request would start what ends with a notice, for ever: it is refused.</summary>
internal static class LoopCut
{
    internal static void UseLoopCut(this WebApplication app) => app.Use(static (context, next) =>
        context.Request.Headers.ContainsKey(Headers.Delivery) && context.Request.Path.StartsWithSegments(ApiRoutes.Root, StringComparison.OrdinalIgnoreCase)
            ? Problems.Of(
                StatusCodes.Status508LoopDetected,
                ProblemCodes.Loop,
                $"This request carries {Headers.Delivery}: it is a notice of a RemoteExec server, handed on to one. A run that it starts would end with a notice, and so on. Leave the header out if that cannot happen.").ExecuteAsync(context)
            : next(context));
}
