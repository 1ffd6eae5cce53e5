using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RemoteExec.Api.Common;

namespace RemoteExec.Api.Client;

/// <summary>One request, one answer; refusals and silence become the client's exceptions.</summary>
internal sealed class ApiCalls(HttpClient http)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    internal Uri? Server => http.BaseAddress;

    internal Task<T> GetAsync<T>(string route, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        ReadAsync(() => new HttpRequestMessage(HttpMethod.Get, route), type, cancellation);

    internal Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string route, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> type, string? idempotencyKey, CancellationToken cancellation)
    {
        // Serialized at once: a body of known length needs no chunks, and a second try sends the same bytes.
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return ReadAsync(
            () =>
            {
                var request = new HttpRequestMessage(method, route) { Content = new ByteArrayContent(bytes) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                if (idempotencyKey is not null)
                {
                    request.Headers.Add(Headers.IdempotencyKey, idempotencyKey);
                }

                return request;
            },
            type,
            cancellation);
    }

    /// <summary>A request without a body.</summary>
    internal Task<T> SendAsync<T>(HttpMethod method, string route, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        ReadAsync(() => new HttpRequestMessage(method, route), type, cancellation);

    /// <summary>Sends a text as it is.</summary>
    /// <param name="version">Only when that is the version of what is changed.</param>
    internal Task<T> SendTextAsync<T>(HttpMethod method, string route, byte[] text, string contentType, JsonTypeInfo<T> type, CancellationToken cancellation, long? version = null) =>
        ReadAsync(
            () =>
            {
                var request = new HttpRequestMessage(method, route) { Content = new ByteArrayContent(text) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
                if (version is { } expected)
                {
                    request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{expected}\""));
                }

                return request;
            },
            type,
            cancellation);

    internal Task DeleteAsync(string route, CancellationToken cancellation) => SendAsync(HttpMethod.Delete, route, cancellation);

    /// <summary>A request with a body, whose answer has none.</summary>
    internal async Task SendAsync<TBody>(HttpMethod method, string route, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellation)
    {
        using var patience = Patient(cancellation);
        using var request = new HttpRequestMessage(method, route) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token, cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes an answer of any length to a stream. The wait for its beginning has an end, the rest comes as fast as it comes.</summary>
    internal async Task CopyAsync(string route, Stream destination, CancellationToken cancellation)
    {
        using var patience = Patient(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token, cancellation).ConfigureAwait(false);
        try
        {
            await response.Content.CopyToAsync(destination, cancellation).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw new ServerUnreachableException(Server, broken);
        }
    }

    /// <summary>A request without a body, whose answer has none either.</summary>
    internal async Task SendAsync(HttpMethod method, string route, CancellationToken cancellation)
    {
        using var patience = Patient(cancellation);
        using var request = new HttpRequestMessage(method, route);
        using var response = await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, patience.Token, cancellation).ConfigureAwait(false);
    }

    internal async Task<HttpResponseMessage> OpenStreamAsync(string route, string lastEventId, CancellationToken cancellation)
    {
        using var patience = Patient(cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, route);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId.Length > 0)
        {
            request.Headers.Add(Headers.LastEventId, lastEventId);
        }

        return await AnswerAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token, cancellation).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var patience = Patient(cancellation);
        using var response = await TwiceAsync(make, patience.Token, cancellation).ConfigureAwait(false);
        try
        {
            return await response.Content.ReadFromJsonAsync(type, patience.Token).ConfigureAwait(false) ?? throw NotOurs(response);
        }
        catch (JsonException)
        {
            throw NotOurs(response);
        }
    }

    // A connection that broke while the answer was awaited may have broken before or after the work was done. What is asked here may be
    // asked twice: reading changes nothing, and what starts something carries a key.
    private async Task<HttpResponseMessage> TwiceAsync(Func<HttpRequestMessage> make, CancellationToken patience, CancellationToken cancellation)
    {
        using (var request = make())
        {
            try
            {
                return await AnswerAsync(request, HttpCompletionOption.ResponseContentRead, patience, cancellation).ConfigureAwait(false);
            }
            catch (ServerUnreachableException gone) when (
                (request.Method == HttpMethod.Get || request.Headers.Contains(Headers.IdempotencyKey))
                && gone.InnerException is HttpRequestException
                {
                    HttpRequestError: not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError),
                })
            {
                // It was connected; once more, on a new connection.
            }
        }

        using var again = make();
        return await AnswerAsync(again, HttpCompletionOption.ResponseContentRead, patience, cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> AnswerAsync(
        HttpRequestMessage request, HttpCompletionOption option, CancellationToken patience, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, option, patience).ConfigureAwait(false);
        }
        catch (HttpRequestException unreachable)
        {
            throw new ServerUnreachableException(Server, unreachable);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ServerUnreachableException(Server, late);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, patience).ConfigureAwait(false);
        }
    }

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        ProblemResource? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemResource, cancellation).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException or IOException)
        {
            // No problem details (a proxy's page, say): the status speaks for itself below.
        }

        var status = (int)response.StatusCode;
        return new ApiException(
            status,
            problem?.Code is { Length: > 0 } code ? code : $"http-{status}",
            problem?.Detail ?? problem?.Title ?? $"The server answered {status} ({response.ReasonPhrase}).")
        {
            Problem = problem,
        };
    }

    private static ApiException NotOurs(HttpResponseMessage response) =>
        new((int)response.StatusCode, "not-ours", "The answer is not one of a RemoteExec server; check the URL.");

    private static CancellationTokenSource Patient(CancellationToken cancellation)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        return patience;
    }
}
