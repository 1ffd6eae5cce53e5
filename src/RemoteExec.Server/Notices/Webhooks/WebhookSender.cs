using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RemoteExec.Api.Common;
using RemoteExec.Fleet.Notices;
using RemoteExec.Server.Endpoints.Info;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Notices.Webhooks;

/// <summary>Posts one notice to a webhook, signed, and says what came of it. Neither redirects nor proxies are followed: both would lead past the door.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>For everything: name, connection, answer.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MostAnswer = 64 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public WebhookSender(WebhookDoor door, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = door.ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseDrainSize = MostAnswer,
            ResponseDrainTimeout = TimeSpan.FromSeconds(2),
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("RemoteExec", ServerEndpoints.Version));
    }

    internal async Task<DeliveryOutcome> SendAsync(WebhookSettings webhook, string id, byte[] body, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(Headers.Delivery, id);
        request.Headers.Add(Headers.Signature, Sign(webhook.Secret ?? "", _time.GetUtcNow(), body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return Judge(response);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new DeliveryOutcome.Later($"it did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException e)
        {
            return Explain(e);
        }
    }

    /// <summary><c>t=UNIX,v1=HEX</c>: HMAC-SHA-256 of <c>UNIX.BODY</c> with the webhook's secret.</summary>
    internal static string Sign(string secret, DateTimeOffset now, byte[] body)
    {
        var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(at + "."), .. body];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={at},v1={Convert.ToHexStringLower(mac)}";
    }

    public void Dispose() => _http.Dispose();

    private DeliveryOutcome Judge(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => new DeliveryOutcome.Taken(),
            HttpStatusCode.Gone => new DeliveryOutcome.Never("it answered 410 and is told nothing any more; set the webhooks again to turn it on", TurnOff: true),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => new DeliveryOutcome.Later($"it answered {status}", Asked(response)),
            _ when status >= 500 => new DeliveryOutcome.Later($"it answered {status}", Asked(response)),
            _ when status is >= 300 and < 400 => new DeliveryOutcome.Never($"it answered {status}, and redirects are not followed; give the address that it leads to"),
            _ => new DeliveryOutcome.Never($"it answered {status}"),
        };
    }

    private TimeSpan? Asked(HttpResponseMessage response) =>
        response.Headers.RetryAfter is not { } after ? null : after.Delta ?? (after.Date - _time.GetUtcNow());

    private static DeliveryOutcome Explain(HttpRequestException failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case InwardException inward:
                    return new DeliveryOutcome.Never(inward.Message);
                case SocketException socket:
                    return new DeliveryOutcome.Later($"it cannot be reached: {socket.Message}");
                case System.Security.Authentication.AuthenticationException:
                    return new DeliveryOutcome.Later("its certificate is not trusted on the server's machine");
            }
        }

        return new DeliveryOutcome.Later("it broke off, or answered no HTTP");
    }
}
