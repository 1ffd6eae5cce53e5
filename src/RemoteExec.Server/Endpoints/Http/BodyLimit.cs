using Microsoft.AspNetCore.Http.Features;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>
/// How large a request may be (setting <c>limits.requestBodyBytes</c>), asked for with each request: the HTTP server itself looks when a connection becomes free, and one that has been waiting since before a
/// change would still go by what held then.
/// </summary>
internal static class BodyLimit
{
    internal static void UseBodyLimit(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<LiveSettings>();
        app.Use((context, next) =>
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = settings.Current.Limits.RequestBodyBytes;
            }

            return next(context);
        });
    }
}
