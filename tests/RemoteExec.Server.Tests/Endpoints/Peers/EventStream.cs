using System.Net;
using System.Text.Json;

namespace RemoteExec.Server.Tests.Endpoints.Peers;

/// <summary>A reader of server-sent events (WHATWG HTML §9.2).</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    internal sealed record Event(string Name, string? Id, JsonElement Data);

    internal static async Task<EventStream> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    internal async Task<Event?> NextAsync()
    {
        using var patience = new CancellationTokenSource(ApiServer.Patience);
        string? name = null, id = null, data = null;
        while (await _lines.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    return new Event(name!, id, JsonElement.Parse(data));
                }

                continue;
            }

            var (field, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart());
            (name, id, data) = field switch
            {
                "event" => (value, id, data),
                "id" => (name, value, data),
                "data" => (name, id, value),
                _ => (name, id, data),
            };
        }

        return null;
    }

    /// <summary>Events until one is as wanted, that one included.</summary>
    internal async Task<List<Event>> UntilAsync(Func<Event, bool> wanted)
    {
        var all = new List<Event>();
        while (await NextAsync() is { } next)
        {
            all.Add(next);
            if (wanted(next))
            {
                return all;
            }
        }

        Assert.Fail("The stream ended before it came.");
        return all;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
