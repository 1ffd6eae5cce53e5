namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Whether a URL answers a GET with 200…399. A redirect is such an answer and is not followed: whoever runs there must not send us elsewhere.</summary>
internal sealed class HttpProbe : IReadyProbe
{
    // Kilobytes of headers; the body is not read.
    private const int MostHeaders = 64;

    private readonly Uri _url;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    /// <param name="url">Of the scheme http.</param>
    /// <param name="time">The clock.</param>
    internal HttpProbe(Uri url, TimeProvider time)
    {
        _url = url;
        _time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = MostHeaders,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,

            // Each look is a new connection: one that was accepted by a program that has ended since says nothing.
            PooledConnectionLifetime = TimeSpan.Zero,
        });
    }

    public async Task<string?> TryAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ReadyProbes.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _url);
            request.Headers.TryAddWithoutValidation("User-Agent", "remoteexec-agent");
            using var response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            var code = (int)response.StatusCode;
            return code is >= 200 and < 400 ? null : $"its URL answers {code}";
        }
        catch (HttpRequestException failed)
        {
            return $"its URL does not answer ({failed.HttpRequestError})";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"its URL did not answer within {ReadyProbes.Patience.TotalSeconds} s";
        }
    }

    public void Dispose() => _http.Dispose();
}
