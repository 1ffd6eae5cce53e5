using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>
/// One answer of server-sent events (WHATWG HTML §9.2). Every flush waits for the reader at the other end, so a slow one
/// slows its own stream and fills no memory.
/// </summary>
internal sealed class SseWriter
{
    internal const string ContentType = "text/event-stream";

    /// <summary>How long a stream may be silent: proxies and people take longer silence for a dead connection.</summary>
    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _body;

    private SseWriter(PipeWriter body) => _body = body;

    /// <summary>Sends the head of the answer, so that the caller knows at once that it is connected.</summary>
    internal static async Task<SseWriter> OpenAsync(HttpContext context, CancellationToken cancellation)
    {
        var response = context.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A stream may be silent for long and its reader slow on purpose.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var writer = new SseWriter(response.BodyWriter);
        writer.Comment("connected");
        await writer.FlushAsync(cancellation).ConfigureAwait(false);
        return writer;
    }

    /// <summary>Adds one event. JSON has no line breaks, so its data is one line.</summary>
    internal void Event(string name, string? id, ReadOnlySpan<byte> json)
    {
        if (id is not null)
        {
            Line("id: ", id);
        }

        Line("event: ", name);
        _body.Write("data: "u8);
        _body.Write(json);
        _body.Write("\n\n"u8);
    }

    internal void Comment(string text)
    {
        Line(": ", text);
        _body.Write("\n"u8);
    }

    internal async ValueTask FlushAsync(CancellationToken cancellation)
    {
        var result = await _body.FlushAsync(cancellation).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The reader of the stream has gone.");
        }
    }

    private void Line(string field, string text)
    {
        Encoding.UTF8.GetBytes(field, _body);
        Encoding.UTF8.GetBytes(text, _body);
        _body.Write("\n"u8);
    }
}
