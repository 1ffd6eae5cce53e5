using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Agent.Hosting;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>
/// The owner of everything that was started: carries out what the rules decide, with the journal first. It knows nothing of sockets, and goes on while no server is connected.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly AgentFolder _folder;
    private readonly ProgramStarter _starter;
    private readonly IProcessLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox _mailbox = new();
    private readonly DueClock _clock;
    private readonly OutputBudget _budget = new();
    private readonly Dictionary<string, ServerBook> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<(ServerBook, WireId), LiveProcess> _live = [];
    private readonly Task _working;
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _told;
    private bool _stopping;
    private int _running;

    internal Supervisor(AgentFolder folder, ProgramStarter starter, IProcessLauncher launcher, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _starter = starter;
        _launcher = launcher;
        _time = time;
        _log = log;
        _clock = new DueClock(time, _mailbox.Post);
        _working = Task.Run(() => _mailbox.RunAsync(CarryOut));
    }

    /// <summary>Fails when the owner of everything failed, which is a defect: the agent must not go on without it.</summary>
    internal Task Working => _working;

    /// <summary>Processes that run.</summary>
    internal int Running => Volatile.Read(ref _running);

    /// <summary>Takes up what an earlier agent left.</summary>
    /// <exception cref="IOException">A journal cannot be opened.</exception>
    internal Task RecoverAsync() => _mailbox.AskAsync(() => ServerBook.Keys(_folder.Journals).Select(Book).ToList().Count);

    /// <summary>A server is connected: it hears what it missed.</summary>
    /// <param name="key">Its fingerprint, or its address.</param>
    /// <param name="link">The connection.</param>
    internal Task AttachAsync(string key, IServerLink link) => _mailbox.AskAsync(() =>
    {
        var book = Book(key);
        if (link.Extensions.HasFlag(WireExtensions.Output))
        {
            book.Desk.Serve();
        }
        else
        {
            book.Desk.Refuse();
        }

        // It tells when this batch has been written.
        book.Courier = new Courier(book, link);
        return true;
    });

    /// <summary>The connection has ended. What runs goes on.</summary>
    internal Task DetachAsync(string key) => _mailbox.AskAsync(() =>
    {
        if (_books.TryGetValue(key, out var book))
        {
            book.Courier = null;
            book.Desk.Close();
        }

        return true;
    });

    /// <summary>Where the output of a server's processes waits.</summary>
    internal Task<OutputDesk> DeskAsync(string key) => _mailbox.AskAsync(() => Book(key).Desk);

    /// <summary>The server wants programs started.</summary>
    internal void Execute(string key, ExecuteMessage message, bool idsNameStarts)
    {
        var received = _time.GetUtcNow();
        _mailbox.Post(() =>
        {
            var book = Book(key);
            book.Take(LedgerRules.Execute(book.State, message.Entries, idsNameStarts, received));
        });
    }

    /// <summary>The server wants processes ended.</summary>
    internal void Kill(string key, KillMessage message) => _mailbox.Post(() =>
    {
        var book = Book(key);
        TimeSpan? grace = message.Grace is { } wish ? TimeSpan.FromMilliseconds(Math.Clamp(wish, 0, MessageLimits.MaxGraceMilliseconds)) : null;
        book.Take(LedgerRules.Kill(book.State, message.Processes.Select(entry => entry.Id), grace, Answers.StoppedOnRequest));
    });

    /// <summary>The server has committed everything up to a sequence number.</summary>
    internal void Acknowledge(string key, long sequence) => _mailbox.Post(() =>
    {
        var book = Book(key);
        if (book.Courier is { } courier)
        {
            book.Take(LedgerRules.Acknowledged(book.State, courier.Acknowledged(sequence)));
        }
    });

    /// <summary>The output of a process has been sent: its last word may follow.</summary>
    internal void Drained() => _mailbox.Post(static () => { });

    /// <summary>Ends everything that runs, and waits for it. From here on nothing is started.</summary>
    internal async Task StopAllAsync(TimeSpan grace)
    {
        var idle = await _mailbox.AskAsync(() =>
        {
            _stopping = true;
            foreach (var group in _live.Keys.GroupBy(key => key.Item1, key => key.Item2).ToList())
            {
                group.Key.Take(LedgerRules.Kill(group.Key.State, group, grace, Answers.AgentStopped));
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }).ConfigureAwait(false);

        // Who does not die of SIGKILL (a process that waits for a disk for ever) does not keep the agent.
        var given = Task.Delay(grace + StopPatience, _time);
        await Task.WhenAny(idle, given, _working).ConfigureAwait(false);
    }

    /// <summary>Completes when every connected server has acknowledged everything.</summary>
    internal Task ToldAsync() => _mailbox.AskAsync(() => (_told ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task).Unwrap();

    public async ValueTask DisposeAsync()
    {
        _mailbox.Close();
        await _working.ConfigureAwait(false);
        _clock.Dispose();
        foreach (var book in _books.Values)
        {
            book.Dispose();
        }
    }

    private ServerBook Book(string key)
    {
        if (!_books.TryGetValue(key, out var book))
        {
            book = ServerBook.Open(_folder.Journals, key, new OutputDesk(_budget, _time), _log);
            _books.Add(key, book);
            book.Take(LedgerRules.Recover(book.State, _launcher.IsAlive, _time.GetUtcNow()));
        }

        return book;
    }

    // Writing comes before doing; doing may lead to more that is to be written.
    private void CarryOut()
    {
        foreach (var book in _books.Values)
        {
            do
            {
                while (book.HasWork)
                {
                    // One look at the clock for all: what is due together stays together, in order.
                    var effects = book.Commit(out var written);
                    var moment = _clock.Now();
                    foreach (var effect in effects)
                    {
                        Do(book, effect, written, moment);
                    }
                }

                if (book.Courier?.Tell() is { Count: > 0 } heard)
                {
                    book.Take(LedgerRules.Acknowledged(book.State, heard));
                }
            }
            while (book.HasWork);
        }

        Volatile.Write(ref _running, _live.Count);
        if (_live.Count == 0)
        {
            _idle?.TrySetResult();
        }

        if (_books.Values.All(book => book is { Courier: null } or { State.Outbox.Count: 0 }))
        {
            _told?.TrySetResult();
        }
    }

    private void Do(ServerBook book, Effect effect, bool written, Moment moment)
    {
        switch (effect)
        {
            case Effect.Launch launch when _stopping:
                book.Take(LedgerRules.NotLaunched(book.State, launch.Id, "the agent is being stopped"));
                break;
            case Effect.Launch launch when !written:
                book.Take(LedgerRules.NotLaunched(book.State, launch.Id, "the agent cannot write its journal (is its disk full?), and starts nothing that it could forget"));
                break;
            case Effect.Launch launch:
                Launch(book, launch.Id, launch.Entry);
                break;
            case Effect.Adopt adopt:
                Adopt(book, adopt.Id, adopt.Stamp);
                break;
            case Effect.Schedule schedule:
                _clock.At(moment.ElapsedAt(schedule.DueAt), () => StartDue(book, schedule));
                break;
            case Effect.Limit limit:
                _clock.At(moment.ElapsedAt(limit.At), () => EndTimedOut(book, limit));
                break;
            case Effect.Stop stop when _live.TryGetValue((book, stop.Id), out var process):
                process.Stop(stop.Grace);
                book.Desk.Hurry(stop.Id);
                break;
        }
    }

    // The id may have been used again since (servers without a journal): only the start that was meant counts. While the agent stops a delay waits in the journal.
    private void StartDue(ServerBook book, Effect.Schedule schedule)
    {
        if (!_stopping && book.State.Starts.GetValueOrDefault(schedule.Id)?.DueAt == schedule.DueAt)
        {
            book.Take(LedgerRules.Due(book.State, schedule.Id));
        }
    }

    private static void EndTimedOut(ServerBook book, Effect.Limit limit)
    {
        if (book.State.Starts.GetValueOrDefault(limit.Id) is { } start && LedgerRules.LimitOf(start) == limit.At)
        {
            book.Take(LedgerRules.TimedOut(book.State, limit.Id));
        }
    }

    private void Launch(ServerBook book, WireId id, ExecuteEntry entry)
    {
        var (process, refusal) = TryStart(entry, book.Desk.Open(id));
        var name = LogText.OneLine(entry.Application);
        if (process is null)
        {
            book.Desk.End(id);
            ExecutionLog.NotStarted(_log, name, id.ToString(), LogText.OneLine(refusal));
            book.Take(LedgerRules.NotLaunched(book.State, id, refusal));
            return;
        }

        ExecutionLog.Started(_log, name, process.Pid, id.ToString());
        Watch(book, id, process);
        book.Take(LedgerRules.Launched(book.State, id, process.Stamp, process.StartedAt));
    }

    // The system may fail in ways that nobody foresaw; one start that fails must not end the owner of all.
    private (ISupervisedProcess? Process, string Refusal) TryStart(ExecuteEntry entry, IOutputSink output)
    {
        try
        {
            return _starter.Start(entry, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return (null, $"it could not be started: {e.Message}");
        }
    }

    private void Adopt(ServerBook book, WireId id, ProcessStamp stamp)
    {
        if (_launcher.Adopt(stamp) is { } process)
        {
            ExecutionLog.Adopted(_log, process.Pid, id.ToString());
            Watch(book, id, process);
        }
        else
        {
            // It ended in this moment.
            book.Take(LedgerRules.Ended(book.State, id, new ProcessExit(null, null, _time.GetUtcNow()), onRequest: false));
        }
    }

    private void Watch(ServerBook book, WireId id, ISupervisedProcess process)
    {
        var live = new LiveProcess(process);
        _live[(book, id)] = live;
        _ = Task.Run(async () =>
        {
            ProcessExit exit;
            var onRequest = false;
            try
            {
                (exit, onRequest) = await live.EndedAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                ExecutionLog.WatchFailed(_log, process.Pid, id.ToString(), e);
                exit = new ProcessExit(null, null, _time.GetUtcNow());
            }

            await process.DisposeAsync().ConfigureAwait(false);
            _mailbox.Post(() => End(book, id, live, exit, onRequest));
        });
    }

    private void End(ServerBook book, WireId id, LiveProcess live, ProcessExit exit, bool onRequest)
    {
        ExecutionLog.Ended(_log, live.Process.Pid, id.ToString(), exit.ToString());
        _live.Remove((book, id));
        live.Dispose();
        book.Desk.End(id);
        book.Take(LedgerRules.Ended(book.State, id, exit, onRequest));
    }
}
