using System.Collections.Concurrent;
using System.ComponentModel;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Keeping;

/// <summary>
/// Parent of processes and owner of their output. It knows neither servers nor policies, so it seldom changes; whoever asks it may come and go.
/// </summary>
public sealed class Keeper : IKeeper
{
    private readonly LogFolder _folder;
    private readonly IProcessLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly string _version;
    private readonly DateTimeOffset _startedAt;
    private readonly ConcurrentDictionary<string, KeptProcess> _kept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeptLog> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OutputMode> _modes = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Task> _lanes = [];
    private readonly Lock _telling = new();
    private Action<KeeperReport>? _audience;

    /// <summary>Takes over the logs that an earlier keeper left.</summary>
    /// <param name="folder">Where the logs are; it is there.</param>
    /// <param name="launcher">Starts processes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="version">For people.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public Keeper(string folder, IProcessLauncher launcher, TimeProvider time, string version)
    {
        _folder = new LogFolder(folder);
        _launcher = launcher;
        _time = time;
        _version = version;
        _startedAt = time.GetUtcNow();
        foreach (var (name, parts) in _folder.All())
        {
            _logs[name] = NewLog(name, parts, group: "");
        }
    }

    /// <summary>This life, for certain.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Processes that run or are being started.</summary>
    public int Running => _kept.Values.Count(kept => kept.State is null or { Exit: null });

    /// <summary>True while it holds what only it knows: processes, and how they ended.</summary>
    public bool IsNeeded => !_kept.IsEmpty;

    /// <summary>Somebody listens from now on; the first report is everything there is.</summary>
    /// <param name="audience">Called from any thread, one report after the other; must not wait.</param>
    public void Attach(Action<KeeperReport> audience)
    {
        lock (_telling)
        {
            _audience = audience;
            var processes = _kept.Values.Select(kept => kept.State).OfType<KeptState>().ToList();
            audience(new HelloReport(
                HelloReport.CurrentProtocol, Instance, Environment.ProcessId, _version, processes, [.. _logs.Values.Select(log => log.State)])
            { StartedAt = _startedAt });
        }
    }

    /// <summary>Nobody listens any more. What runs goes on, and is not held back.</summary>
    public void Detach()
    {
        lock (_telling)
        {
            _audience = null;
        }

        foreach (var (group, mode) in _modes)
        {
            if (mode == OutputMode.Hold)
            {
                _modes[group] = OutputMode.Keep;
            }
        }

        foreach (var log in _logs.Values)
        {
            log.LookAgain(forgetWatch: true);
        }
    }

    /// <inheritdoc/>
    public void Ask(KeeperRequest request)
    {
        switch (request)
        {
            case StartRequest start:
                Start(start);
                break;
            case AdoptRequest adopt:
                Adopt(adopt);
                break;
            case StopRequest stop when _kept.TryGetValue(stop.Key, out var kept):
                kept.Stop(TimeSpan.FromMilliseconds(Math.Max(0, stop.GraceMilliseconds)));
                break;
            case DoneRequest done:
                Forget(done.Key);
                break;
            case WatchRequest watch when _logs.TryGetValue(watch.Log, out var log):
                log.Watch(watch.After);
                break;
            case TakenRequest taken when _logs.TryGetValue(taken.Log, out var log):
                log.TakenTo(taken.Position);
                break;
            case ForgetRequest forget when _logs.TryRemove(forget.Log, out var log):
                log.Delete();
                break;
            case ServeRequest serve:
                _modes[serve.Group] = serve.Mode;
                foreach (var log in _logs.Values)
                {
                    log.LookAgain(forgetWatch: false);
                }

                break;
        }
    }

    /// <summary>Waits until no start is under way: what was asked before has been done, or has failed.</summary>
    public Task SettledAsync()
    {
        lock (_lanes)
        {
            return Task.WhenAll(_lanes.Values);
        }
    }

    /// <summary>Ends everything that runs.</summary>
    /// <param name="grace">Between asking and killing.</param>
    public async Task StopAllAsync(TimeSpan grace)
    {
        foreach (var kept in _kept.Values)
        {
            kept.Stop(grace);
        }

        while (Running > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of the files. What runs goes on without a keeper.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var log in _logs.Values)
        {
            log.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private void Start(StartRequest start)
    {
        var kept = new KeptProcess(start.Key, LogOf(start.Log, start.Group), _time);
        if (!_kept.TryAdd(start.Key, kept))
        {
            return;
        }

        lock (_lanes)
        {
            var before = _lanes.GetValueOrDefault(start.Lane, Task.CompletedTask);
            var launch = before.ContinueWith(
                _ =>
                {
                    if (start.At is { } at)
                    {
                        ExactWait.Until(at);
                    }

                    Launch(kept, start.Spec);
                },
                CancellationToken.None,
                start.At is null ? TaskContinuationOptions.None : TaskContinuationOptions.LongRunning,
                TaskScheduler.Default);
            _lanes[start.Lane] = launch;
            _ = launch.ContinueWith(
                _ =>
                {
                    lock (_lanes)
                    {
                        if (_lanes.GetValueOrDefault(start.Lane) == launch)
                        {
                            _lanes.Remove(start.Lane);
                        }
                    }
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private void Launch(KeptProcess kept, ProcessSpec spec)
    {
        kept.Log.Calm();
        var result = TryStart(spec, kept.Log);
        if (result.Process is not { } process)
        {
            Forget(kept.Key);
            Tell(new RefusedReport(kept.Key, result.Failure!));
            return;
        }

        kept.Begin(process);
        Tell(new StartedReport(kept.Key, process.Stamp, process.StartedAt));
        _ = WatchAsync(kept);
    }

    // The system may fail in ways that nobody foresaw; one start that fails must not end the parent of all.
    private LaunchResult TryStart(ProcessSpec spec, KeptLog log)
    {
        try
        {
            return _launcher.Start(spec, log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception or ArgumentException)
        {
            return new LaunchResult(null, new LaunchFailure(LaunchFailureKind.Other, 0, $"it could not be started: {e.Message}"));
        }
    }

    private void Adopt(AdoptRequest adopt)
    {
        var kept = new KeptProcess(adopt.Key, LogOf(adopt.Log, adopt.Group), _time);
        if (!_kept.TryAdd(adopt.Key, kept))
        {
            return;
        }

        if (_launcher.Adopt(adopt.Stamp) is { } process)
        {
            kept.Begin(process);
            _ = WatchAsync(kept);
        }
        else
        {
            // It ended in this moment.
            Forget(kept.Key);
            Tell(new ExitedReport(kept.Key, new ProcessExit(null, null, _time.GetUtcNow()), Stopped: false, kept.Log.Name, kept.Log.State.End));
        }
    }

    private async Task WatchAsync(KeptProcess kept)
    {
        var (exit, stopped) = await kept.EndedAsync().ConfigureAwait(false);
        Tell(new ExitedReport(kept.Key, exit, stopped, kept.Log.Name, kept.Log.State.End));
    }

    private void Forget(string key)
    {
        if (_kept.TryRemove(key, out var kept))
        {
            kept.Dispose();
        }
    }

    private KeptLog LogOf(string name, string group) => _logs.AddOrUpdate(
        name, _ => NewLog(name, [], group), (_, log) => log.Group == group ? log : log.For(group));

    private KeptLog NewLog(string name, IReadOnlyList<long> parts, string group) =>
        new(name, group, LogWriter.Open(_folder, name, parts), group => _modes.GetValueOrDefault(group), _time, Tell);

    private void Tell(KeeperReport report)
    {
        lock (_telling)
        {
            _audience?.Invoke(report);
        }
    }
}
