using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using RemoteExec.Api;

namespace RemoteExec.Load.Fleet;

/// <summary>Streams of events, each read as far as its JSON; they wait for events together.</summary>
internal sealed class Subscribers : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Subscriber> _all = [];

    /// <summary>Opens so many streams; each is there when this returns.</summary>
    internal static async Task<Subscribers> OpenAsync(HttpClient http, string path, int count)
    {
        var subscribers = new Subscribers();
        for (var i = 0; i < count; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            var subscriber = new Subscriber();
            subscribers._all.Add(subscriber);
            _ = subscriber.ReadAsync(response, subscribers._end.Token);
        }

        return subscribers;
    }

    /// <summary>Milliseconds from the beginning of a change until the last subscriber has seen all of its events, each exactly once.</summary>
    internal async Task<double> TimeAsync(IReadOnlyCollection<FleetEvent> events, Func<Task> change)
    {
        var seen = _all.Select(subscriber => subscriber.ExpectAsync(events)).ToArray();
        var began = Stopwatch.GetTimestamp();
        await change();
        try
        {
            await Task.WhenAll(seen).WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"After {Patience.TotalSeconds:N0} s subscribers still miss {string.Join(", ", _all.Select(subscriber => subscriber.Missing))} of {events.Count} events.");
        }

        return Stopwatch.GetElapsedTime(began, _all.Max(subscriber => subscriber.CompletedAt)).TotalMilliseconds;
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private sealed class Subscriber
    {
        private readonly Lock _lock = new();
        private HashSet<FleetEvent> _expected = [];
        private TaskCompletionSource _all = new();
        private long _last;

        internal int Missing
        {
            get
            {
                lock (_lock)
                {
                    return _expected.Count;
                }
            }
        }

        internal long CompletedAt { get; private set; }

        internal Task ExpectAsync(IEnumerable<FleetEvent> events)
        {
            lock (_lock)
            {
                _expected = [.. events];
                _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _all.Task;
            }
        }

        internal async Task ReadAsync(HttpResponseMessage response, CancellationToken end)
        {
            using (response)
            {
                try
                {
                    await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(end), (_, data) => Read(data)).EnumerateAsync(end))
                    {
                        Take(item.Data);
                    }

                    Fail(new InvalidOperationException("The server ended a stream of events."));
                }
                catch (OperationCanceledException) when (end.IsCancellationRequested)
                {
                    // Closed from here.
                }
                catch (Exception broken) when (broken is IOException or JsonException or InvalidOperationException)
                {
                    Fail(broken);
                }
            }
        }

        private static (long Id, FleetEvent Event) Read(ReadOnlySpan<byte> data)
        {
            var resource = JsonSerializer.Deserialize(data, ApiJson.Default.EventResource)!;
            return (resource.Id, new FleetEvent(resource.Kind, resource.Machine ?? ""));
        }

        private void Take((long Id, FleetEvent Event) item)
        {
            lock (_lock)
            {
                // An id that does not rise is an event that came twice.
                _last = item.Id > _last ? item.Id : throw new InvalidOperationException($"Event {item.Id} came after {_last}.");
                if (_expected.Remove(item.Event) && _expected.Count == 0)
                {
                    CompletedAt = Stopwatch.GetTimestamp();
                    _all.TrySetResult();
                }
            }
        }

        private void Fail(Exception reason)
        {
            lock (_lock)
            {
                _all.TrySetException(reason);
            }
        }
    }
}
