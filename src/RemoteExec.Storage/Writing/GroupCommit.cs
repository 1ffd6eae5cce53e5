using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RemoteExec.Storage.Writing;

/// <summary>The writer task. One flush serves whoever waits together; a database that is away is waited for, in order.</summary>
internal sealed class GroupCommit : IGroupCommit, IAsyncDisposable
{
    /// <summary>Requests that wait at most while the database is away.</summary>
    internal const int Capacity = 65_536;

    private const int BatchSize = 2_000;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(2);

    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _abandon = new();
    private readonly BatchWriter _writer;
    private readonly CommitFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommit> _log;
    private readonly Task _running;
    private StorageHealth _health;
    private int _disposed;

    public GroupCommit(BatchWriter writer, CommitFeed feed, TimeProvider time, ILogger<GroupCommit> log)
    {
        _writer = writer;
        _feed = feed;
        _time = time;
        _log = log;
        _health = new StorageHealth(true, null, time.GetUtcNow());
        _running = Task.Run(RunAsync);
    }

    public StorageHealth Health => Volatile.Read(ref _health);

    public bool IsCrowded => _requests.Reader.Count > Capacity / 2;

    public Task CommitAsync(IReadOnlyList<StorageChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0)
        {
            return Task.CompletedTask;
        }

        var request = new Request(changes);
        if (!_requests.Writer.TryWrite(request))
        {
            throw new StorageFullException();
        }

        return request.Done.Task;
    }

    /// <summary>Writes what waits, for as long as a clean shutdown has, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container disposes it once for each service that it stands for.
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _requests.Writer.TryComplete();
        _abandon.CancelAfter(LongestRetry);
        await _running.ConfigureAwait(false);
        _abandon.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Request>();
        while (await _requests.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            var changes = 0;
            while (changes < BatchSize && _requests.Reader.TryRead(out var request))
            {
                batch.Add(request);
                changes += request.Changes.Count;
            }

            await WriteAsync(batch).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(List<Request> batch)
    {
        var pause = FirstRetry;
        while (true)
        {
            try
            {
                await _writer.WriteAsync([.. batch.SelectMany(request => request.Changes)], _abandon.Token).ConfigureAwait(false);
                BecomeHealthy();
                batch.ForEach(request => request.Done.TrySetResult());
                _feed.Publish();
                return;
            }
            catch (OperationCanceledException)
            {
                batch.ForEach(request => request.Done.TrySetCanceled());
                return;
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e))
            {
                _writer.Forget();
                BecomeUnhealthy(DatabaseFaults.Describe(e));
                await Task.Delay(pause, _time, _abandon.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause + pause > LongestRetry ? LongestRetry : pause + pause;
            }
            catch (Exception e)
            {
                // Whatever it is: the writer must live, or every later commit would wait for ever.
                _writer.Forget();
                await IsolateAsync(batch, e).ConfigureAwait(false);
                return;
            }
        }
    }

    // One request cannot be written. Its neighbours are written one by one, so that it fails alone.
    private async Task IsolateAsync(List<Request> batch, Exception reason)
    {
        if (batch.Count == 1)
        {
            GroupCommitLog.Refused(_log, reason);
            batch[0].Done.TrySetException(reason);
            return;
        }

        foreach (var request in batch)
        {
            await WriteAsync([request]).ConfigureAwait(false);
        }
    }

    private void BecomeHealthy()
    {
        if (!_health.IsHealthy)
        {
            GroupCommitLog.Back(_log);
            Volatile.Write(ref _health, new StorageHealth(true, null, _time.GetUtcNow()));
        }
    }

    private void BecomeUnhealthy(string reason)
    {
        if (_health.Reason != reason)
        {
            GroupCommitLog.Away(_log, reason);
            Volatile.Write(ref _health, new StorageHealth(false, reason, _time.GetUtcNow()));
        }
    }

    private sealed class Request(IReadOnlyList<StorageChange> changes)
    {
        internal IReadOnlyList<StorageChange> Changes { get; } = changes;

        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
