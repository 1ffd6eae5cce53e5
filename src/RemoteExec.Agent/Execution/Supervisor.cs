using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>
/// The owner of everything that was started: carries out what the rules decide, with the journal first. It knows nothing of sockets, and goes on while no server is connected.
/// </summary>
internal sealed partial class Supervisor : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatienceForEach = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WriteAgain = TimeSpan.FromSeconds(1);

    private readonly AgentFolder _folder;
    private readonly ProgramStarter _starter;
    private readonly IKeeperSource _keepers;
    private readonly IProcessLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Mailbox _mailbox = new();
    private readonly DueClock _clock;
    private readonly HashSet<ServerBook> _unwritten = [];
    private readonly Dictionary<string, ServerBook> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ServerBook Book, WireId Id)> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ServerBook Book, WireId Id)> _writers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _working;

    // Each packet looks once, so that its entries are filled alike.
    private volatile ProgramDefaults _defaults = ProgramDefaults.None;
    private Task _finding = Task.CompletedTask;
    private IKeeper? _keeper;
    private HelloReport? _hello;
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _told;
    private bool _stopping;
    private int _running;

    internal Supervisor(AgentFolder folder, ProgramStarter starter, IKeeperSource keepers, IProcessLauncher launcher, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _starter = starter;
        _keepers = keepers;
        _launcher = launcher;
        _time = time;
        _log = log;
        Steady = new SteadyClock(time);
        _clock = new DueClock(time, _mailbox.Post);
        _working = Task.Run(() => _mailbox.RunAsync(CarryOut));
    }

    /// <summary>Fails when the owner of everything failed, which is a defect: the agent must not go on without it.</summary>
    internal Task Working => _working;

    /// <summary>Processes that run.</summary>
    internal int Running => Volatile.Read(ref _running);

    /// <summary>How programs are looked after when the server does not say; another word holds for what is asked for from then on.</summary>
    internal ProgramDefaults Defaults
    {
        get => _defaults;
        set => _defaults = value;
    }

    /// <summary>Finds a keeper, and takes up what an earlier agent left.</summary>
    /// <exception cref="IOException">A journal cannot be opened, or there is no keeper.</exception>
    internal Task RecoverAsync() => MeetKeeperAsync(() =>
    {
        foreach (var key in ServerBook.Keys(_folder.Journals))
        {
            Book(key);
        }
    });

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
        var entries = DefaultRules.Fill(message.Entries, _defaults, PathRules.OfThisSystem);
        _mailbox.Post(() =>
        {
            var book = Book(key);
            book.Take(LedgerRules.Execute(book.State, entries, idsNameStarts, received));
        });
    }

    /// <summary>The server wants to know what would be started. Any thread may ask: nothing that is owned here is touched.</summary>
    internal CheckedMessage Check(CheckMessage check) =>
        new(check.Question, [.. DefaultRules.Fill(check.Entries, _defaults, PathRules.OfThisSystem).Select(Check)]);

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

    /// <summary>From here on nothing is started, and nothing that runs is touched: it is left to the next agent.</summary>
    internal Task LeaveAllAsync() => _mailbox.AskAsync(() => _stopping = true);

    /// <summary>Ends everything that runs, and waits for it. From here on nothing is started.</summary>
    internal async Task StopAllAsync(TimeSpan grace)
    {
        var (idle, count) = await _mailbox.AskAsync(() =>
        {
            _stopping = true;
            foreach (var group in _live.Values.GroupBy(one => one.Book, one => one.Id).ToList())
            {
                group.Key.Take(LedgerRules.Kill(group.Key.State, group, grace, Answers.AgentStopped));
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_idle.Task, _live.Count);
        }).ConfigureAwait(false);

        // Who does not die of SIGKILL (a process that waits for a disk for ever) does not keep the agent.
        var patience = StopPatienceOf(grace, count);
        await Task.WhenAny(idle, Task.Delay(patience, _time), _working).ConfigureAwait(false);
        if (!idle.IsCompleted)
        {
            ExecutionLog.LeftToKeeper(_log, Running, patience.TotalSeconds);
        }

        await _mailbox.AskAsync(() => Ask(new QuitRequest())).ConfigureAwait(false);
    }

    /// <summary>Completes when every connected server has acknowledged everything.</summary>
    internal Task ToldAsync() => _mailbox.AskAsync(() => (_told ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task).Unwrap();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _mailbox.Close();
        await _working.ConfigureAwait(false);
        await _finding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _clock.Dispose();
        foreach (var book in _books.Values)
        {
            book.Dispose();
        }

        if (_keeper is { } keeper)
        {
            await keeper.DisposeAsync().ConfigureAwait(false);
        }

        _closing.Dispose();
    }

    /// <summary>How long the agent waits for the end of what it stops: many take longer than one.</summary>
    internal static TimeSpan StopPatienceOf(TimeSpan grace, int count) => grace + StopPatience + (count * StopPatienceForEach);

    private ServerBook Book(string key)
    {
        if (!_books.TryGetValue(key, out var book))
        {
            book = ServerBook.Open(_folder.Journals, key, new OutputDesk(StartKeys.GroupOf(key), _keepers.Logs, request => Ask(request)), new ServerTime(Steady), _log);
            _books.Add(key, book);
            Recover(book, waitsAlready: false);
        }

        return book;
    }

    private bool Ask(KeeperRequest request)
    {
        _keeper?.Ask(request);
        return _keeper is not null;
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
                    if (!written && _unwritten.Add(book))
                    {
                        _clock.At(moment.Elapsed + WriteAgain, () => WriteOnceMore(book));
                    }

                    foreach (var (lane, effect) in effects)
                    {
                        Do(book, effect, lane, written, moment);
                    }
                }

                if (book.Courier?.Tell() is { Count: > 0 } heard)
                {
                    book.Take(LedgerRules.Acknowledged(book.State, heard));
                }
            }
            while (book.HasWork);
        }

        DropUnclaimed();
        Volatile.Write(ref _running, _live.Count);
        ShowKeeper();
        if (_live.Count == 0)
        {
            _idle?.TrySetResult();
        }

        if (_books.Values.All(book => book is { Courier: null } or { State.Outbox.Count: 0 }))
        {
            _told?.TrySetResult();
        }
    }

    private void WriteOnceMore(ServerBook book)
    {
        _unwritten.Remove(book);
        book.TryAgain();
    }

    private void Do(ServerBook book, Effect effect, long lane, bool written, Moment moment)
    {
        switch (effect)
        {
            case Effect.Launch launch when _stopping:
                book.Take(NotLaunched(book.State, launch.Id, "the agent is being stopped"));
                break;
            case Effect.Launch launch when !written:
                book.Take(NotLaunched(book.State, launch.Id, "the agent cannot write its journal (is its disk full?), and starts nothing that it could forget"));
                break;
            case Effect.Launch launch:
                Launch(book, launch.Id, launch.Entry, lane);
                break;
            case Effect.Adopt adopt when book.State.Starts.GetValueOrDefault(adopt.Id) is { } start:
                ExecutionLog.Adopted(_log, adopt.Stamp.Pid, adopt.Id.ToString());
                Ask(new AdoptRequest(StartKeys.KeyOf(book.Key, start), StartKeys.LogOf(book.Key, start), book.Desk.Group, adopt.Stamp));
                break;
            case Effect.Done when !written:
                // Until it is written down only the keeper knows how it ended.
                book.Postpone(effect);
                break;
            case Effect.Done done when book.State.Starts.GetValueOrDefault(done.Id) is { } start:
                Ask(new DoneRequest(StartKeys.KeyOf(book.Key, start, done.Attempt)));
                break;
            case Effect.Schedule schedule:
                _clock.At(moment.ElapsedAt(schedule.DueAt, schedule.Longest), () => StartDue(book, schedule));
                break;
            case Effect.Await wait:
                AwaitInstant(book, wait);
                break;
            case Effect.Limit limit:
                _clock.At(moment.ElapsedAt(limit.At, limit.Longest), () => EndTimedOut(book, limit));
                break;
            case Effect.Stop stop when book.State.Starts.GetValueOrDefault(stop.Id) is { } start:
                Ask(new StopRequest(StartKeys.KeyOf(book.Key, start), (long)stop.Grace.TotalMilliseconds));
                break;
        }
    }

    // The id may have been used again since (servers without a journal): only the start that was meant counts. While the agent stops a delay waits in the journal.
    private void StartDue(ServerBook book, Effect.Schedule schedule)
    {
        if (!_stopping && book.State.Starts.GetValueOrDefault(schedule.Id)?.DueAt == schedule.DueAt)
        {
            // What is due together is started in order.
            book.Take(LedgerRules.Due(book.State, schedule.Id), lane: -schedule.DueAt.UtcTicks);
        }
    }

    private static void EndTimedOut(ServerBook book, Effect.Limit limit)
    {
        if (book.State.Starts.GetValueOrDefault(limit.Id) is { } start && LedgerRules.LimitOf(start) == limit.At)
        {
            book.Take(LedgerRules.TimedOut(book.State, limit.Id));
        }
    }

    private ExecutedEntry Check(ExecuteEntry entry)
    {
        if (entry.Refusal is { } unusable)
        {
            return new ExecutedEntry(entry.Id, false, unusable);
        }

        var (spec, refusal) = _starter.Prepare(entry, mark: "");
        return spec is null ? new ExecutedEntry(entry.Id, false, refusal)
            : _launcher.FindProblem(spec) is { } problem ? new ExecutedEntry(entry.Id, false, Answers.Of(problem))
            : new ExecutedEntry(entry.Id, true, "");
    }

    private void Launch(ServerBook book, WireId id, ExecuteEntry entry, long lane)
    {
        if (book.State.Starts.GetValueOrDefault(id) is not { } start)
        {
            return;
        }

        var key = StartKeys.KeyOf(book.Key, start);
        var (spec, refusal) = _starter.Prepare(entry, key);
        if (spec is null || _keeper is null)
        {
            NotLaunched(book, start, spec is null ? refusal : Answers.NoKeeper);
            return;
        }

        // Asked for first: its log is there when somebody wants to watch it.
        Ask(new StartRequest(key, StartKeys.LogOf(book.Key, start), book.Desk.Group, lane, spec) { At = InstantOf(book, start) });
        Enter(book, start);
    }

    private Decision NotLaunched(LedgerState state, WireId id, string reason) =>
        LedgerRules.NotLaunched(state, id, reason, _time.GetUtcNow(), Random.Shared.NextDouble());

    private void NotLaunched(ServerBook book, Start start, string refusal)
    {
        ExecutionLog.NotStarted(_log, LogText.OneLine(start.Entry.Application), start.Id.ToString(), LogText.OneLine(refusal));
        book.Take(NotLaunched(book.State, start.Id, refusal));
    }
}
