using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Api;
using RemoteExec.Api.Events;

namespace RemoteExec.Load.Fleet;

/// <summary>The baseline of the HTTP interface: Kestrel that answers with as many bytes, and hands events on from memory. Nothing is asked, decided or stored, nobody is authenticated.</summary>
internal sealed class BareHttp
{
    internal const string Bytes = "/bytes";
    internal const string Events = "/events";

    // What the real server says of a process.
    private static readonly JsonElement Data = JsonElement.Parse(
        """{"name":"burst-1","state":"running","wireId":1,"attempt":1,"message":null,"by":"admin"}""");

    private readonly List<Reader> _readers = [];
    private long _id;

    internal static async Task<(WebApplication Host, Uri Address)> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(new BareHttp().AnswerAsync);
        await app.StartAsync();
        return (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == Bytes)
        {
            var bytes = new byte[int.Parse(context.Request.Query["length"]!)];
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            using var body = new StreamReader(context.Request.Body);
            await TellAsync([.. (await body.ReadToEndAsync()).Split('\n').Select(FleetEvent.Parse)]);
        }
        else
        {
            await new Reader(context).RunAsync(_readers);
        }
    }

    private async Task TellAsync(IReadOnlyList<FleetEvent> events)
    {
        Reader[] readers;
        lock (_readers)
        {
            readers = [.. _readers];
        }

        // Every reader gets its own text, as from the real server.
        await Task.WhenAll(readers.Select(async reader =>
        {
            foreach (var one in events)
            {
                var id = Interlocked.Increment(ref _id);
                var json = JsonSerializer.SerializeToUtf8Bytes(
                    new EventResource { Id = id, At = DateTimeOffset.UtcNow, Kind = one.Kind, MachineId = "m-aaaaaaaaaaaaaaaa", Machine = one.Machine, ProcessId = id, Data = Data },
                    ApiJson.Default.EventResource);
                await reader.WriteAsync($"id: {id}\nevent: {one.Kind}\ndata: ", json);
            }

            await reader.FlushAsync();
        }));
    }

    private sealed class Reader(HttpContext context)
    {
        internal async Task RunAsync(List<Reader> readers)
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            lock (readers)
            {
                readers.Add(this);
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (readers)
            {
                readers.Remove(this);
            }
        }

        internal async Task WriteAsync(string head, byte[] json)
        {
            await context.Response.WriteAsync(head);
            await context.Response.Body.WriteAsync(json);
            await context.Response.WriteAsync("\n\n");
        }

        internal Task FlushAsync() => context.Response.Body.FlushAsync();
    }
}
