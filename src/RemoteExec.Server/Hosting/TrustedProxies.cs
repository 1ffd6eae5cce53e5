using Microsoft.AspNetCore.HttpOverrides;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>Where a request came from when a proxy hands it on: only proxies that are named are believed, each for the one before it.</summary>
internal static class TrustedProxies
{
    internal static void UseTrustedProxies(this WebApplication app, ServerSettings settings)
    {
        if (settings.TrustedProxies.Count == 0)
        {
            return;
        }

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in settings.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(proxy);
        }

        app.UseForwardedHeaders(forwarded);
    }
}
