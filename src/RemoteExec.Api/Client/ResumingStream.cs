using System.Diagnostics.CodeAnalysis;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;

namespace RemoteExec.Api.Client;

/// <summary>
/// A stream of server-sent events that survives broken connections: it is asked for again after the last event that was handed on,
/// so nothing is lost and nothing comes twice.
/// </summary>
internal sealed class ResumingStream(ApiCalls calls, ResumePolicy policy, TimeProvider time)
{
    private string _last = "";

    /// <summary>The events as they come; ends when the caller stops reading.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    /// <exception cref="ServerUnreachableException">The server did not answer the first time, or not again in time.</exception>
    internal async IAsyncEnumerable<SseItem<string>> ReadAsync(
        string route, string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _last = after ?? "";
        var failures = 0;
        long? downSince = null;
        while (true)
        {
            var opened = await OpenAsync(route, first: failures == 0 && downSince is null, cancellation).ConfigureAwait(false);
            if (opened is { } response)
            {
                downSince = null;
                using (response)
                {
                    var body = new SilenceStream(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), policy.Silence, time);
                    await using var events = SseParser.Create(body, static (_, data) => Encoding.UTF8.GetString(data))
                        .EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
                    while (await NextAsync(events).ConfigureAwait(false))
                    {
                        failures = 0;
                        yield return events.Current;
                        _last = events.Current.EventId is { Length: > 0 } id ? id : _last;
                    }
                }
            }

            downSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(downSince.Value) > policy.GiveUpAfter)
            {
                throw new ServerUnreachableException(calls.Server, null);
            }

            await Task.Delay(policy.Pause(++failures), time, cancellation).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Reliability", "CA2016", Justification = "The enumerator has the token already.")]
    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // The connection broke; the caller asks again after the last event.
            return false;
        }
    }

    private async Task<HttpResponseMessage?> OpenAsync(string route, bool first, CancellationToken cancellation)
    {
        try
        {
            return await calls.OpenStreamAsync(route, _last, cancellation).ConfigureAwait(false);
        }
        catch (ServerUnreachableException) when (!first)
        {
            return null;
        }
        catch (ApiException refused) when (!first && refused.Status >= 500)
        {
            return null;
        }
    }
}
