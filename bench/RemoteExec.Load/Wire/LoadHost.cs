using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace RemoteExec.Load.Wire;

/// <summary>Kestrel with nothing but connection handlers, each on a free port of 127.0.0.1.</summary>
internal static class LoadHost
{
    /// <returns>The host, and the ports in the order of the handlers.</returns>
    internal static async Task<(WebApplication Host, int[] Ports)> StartAsync(params ConnectionHandler[] handlers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            foreach (var handler in handlers)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Run(handler.OnConnectedAsync));
            }
        });
        var app = builder.Build();
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return (app, [.. addresses.Select(address => new Uri(address).Port)]);
    }
}
