using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Hosting;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>Here: the keeper, what it reports, and what is done when it dies.</summary>
internal sealed partial class Supervisor
{
    private static readonly TimeSpan FindKeeperAgain = TimeSpan.FromSeconds(2);

    // Ended processes that no start answers for, or no longer: a start may have ended by one a moment ago, and until that is written only the keeper knows it.
    private readonly List<string> _unclaimed = [];

    private async Task MeetKeeperAsync(Action recover)
    {
        // What it reports before its greeting and the journals have been brought together would be news of nobody, and lost: it waits.
        List<Action>? early = [];
        var (keeper, hello) = await _keepers.OpenAsync(
            report => Post(() => Hear(report)),
            why => Post(() => Lose(why)),
            _closing.Token).ConfigureAwait(false);
        await _mailbox.AskAsync(() =>
        {
            _keeper = keeper;
            _hello = hello;
            ExecutionLog.KeeperMet(_log, hello.Pid, hello.Processes.Count(process => process.Exit is null));
            recover();
            TakeUpLogs();
            var waited = early;
            early = null;
            waited.ForEach(action => action());
            return true;
        }).ConfigureAwait(false);

        void Post(Action action) => _mailbox.Post(() =>
        {
            if (early is null)
            {
                action();
            }
            else
            {
                early.Add(action);
            }
        });
    }

    private void Recover(ServerBook book, bool waitsAlready)
    {
        var known = _hello!.Processes.ToDictionary(process => process.Key, StringComparer.Ordinal);
        var view = new KeeperView(_hello.Instance, start => known.GetValueOrDefault(StartKeys.KeyOf(book.Key, start)), _launcher.IsAlive)
        {
            Settles = (start, exit) => Settle(book, start, exit),
        };
        var before = book.State.Alive.ToList();
        book.Take(LedgerRules.Recover(book.State, view, _time.GetUtcNow(), Random.Shared.NextDouble(), waitsAlready));
        foreach (var start in before)
        {
            if (book.State.Starts[start.Id].Phase is StartPhase.Launching or StartPhase.Running)
            {
                Enter(book, start);
                Await(book, start.Id);
            }
            else
            {
                Leave(book, start);
            }
        }

        book.Desk.Introduce();
    }

    private void Enter(ServerBook book, Start start)
    {
        var log = StartKeys.LogOf(book.Key, start);
        _live[StartKeys.KeyOf(book.Key, start)] = (book, start.Id);
        _writers[log] = (book, start.Id);
        book.Desk.Open(start.Id, log);
    }

    private void Leave(ServerBook book, Start start)
    {
        _live.Remove(StartKeys.KeyOf(book.Key, start));
        _writers.Remove(StartKeys.LogOf(book.Key, start));
    }

    /// <summary>Output that was not taken is somebody's, or nobody's any more; the same for processes.</summary>
    private void TakeUpLogs()
    {
        var starts = _books.Values.SelectMany(book => book.State.Starts.Values.Select(start => (Book: book, Start: start))).ToList();
        var logs = starts.GroupBy(one => StartKeys.LogOf(one.Book.Key, one.Start), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var log in _hello!.Logs)
        {
            if (logs.TryGetValue(log.Log, out var owner))
            {
                owner.Book.Desk.Open(owner.Start.Id, log.Log, log);
                if (!owner.Start.IsAlive)
                {
                    owner.Book.Desk.End(owner.Start.Id);
                }
            }
            else
            {
                Ask(new ForgetRequest(log.Log));
            }
        }

        _strangers.Clear();
        var keys = starts.Where(one => one.Start.IsAlive).Select(one => StartKeys.KeyOf(one.Book.Key, one.Start)).ToHashSet(StringComparer.Ordinal);
        foreach (var process in _hello.Processes.Where(process => !keys.Contains(process.Key)))
        {
            if (process.Exit is null)
            {
                _strangers.Add(process.Key);
                ExecutionLog.Stranger(_log, process.Stamp.Pid);
            }
            else
            {
                _unclaimed.Add(process.Key);
            }
        }
    }

    /// <summary>The keeper may forget what nobody claims, once everything that was decided is in the journals.</summary>
    private void DropUnclaimed()
    {
        if (_unclaimed.Count > 0 && _unwritten.Count == 0)
        {
            _unclaimed.ForEach(key => Ask(new DoneRequest(key)));
            _unclaimed.Clear();
        }
    }

    private void Hear(KeeperReport report)
    {
        switch (report)
        {
            case StartedReport started when Find(started.Key) is var (book, start):
                ExecutionLog.Started(_log, LogText.OneLine(start.Entry.Application), started.Stamp.Pid, start.Id.ToString());
                book.Take(LedgerRules.Launched(book.State, start.Id, started.Stamp, started.At, NoticeOf(started.Key)));
                Await(book, start.Id);
                break;
            case RefusedReport refused when Find(refused.Key) is var (book, start):
                Leave(book, start);
                NotLaunched(book, start, Answers.Of(refused.Failure));
                EndOutput(book, start.Id);
                break;
            case ExitedReport exited when Find(exited.Key) is var (book, start):
                ExecutionLog.Ended(_log, start.Stamp?.Pid ?? 0, start.Id.ToString(), exited.Exit.ToString());
                Leave(book, start);
                book.Desk.Grow(start.Id, exited.Log, exited.End);
                var ready = Settle(exited);
                book.Take(LedgerRules.Ended(book.State, start.Id, exited.Exit, exited.Stopped, ready, Random.Shared.NextDouble()));
                EndOutput(book, start.Id);
                Begins(book, start.Id, exited);
                break;
            case ExitedReport exited:
                // Of nobody we answer for.
                _strangers.Remove(exited.Key);
                _unclaimed.Add(exited.Key);
                break;
            case WroteReport wrote when _writers.TryGetValue(wrote.Log, out var one):
                one.Book.Desk.Grow(one.Id, wrote.Log, wrote.End);
                ReadOn(wrote);
                break;
            case TroubleReport trouble:
                ExecutionLog.KeeperTrouble(_log, LogText.OneLine(trouble.Message));
                break;
        }
    }

    // Another attempt goes on where this one has ended.
    private static void EndOutput(ServerBook book, WireId id)
    {
        if (book.State.Starts.GetValueOrDefault(id) is not { IsAlive: true })
        {
            book.Desk.End(id);
        }
    }

    private (ServerBook Book, Start Start)? Find(string key) =>
        _live.TryGetValue(key, out var one) && one.Book.State.Starts.TryGetValue(one.Id, out var start) ? (one.Book, start) : null;

    /// <summary>Without a keeper nothing is started; what ran, runs on, unless it writes: its output has lost its reader.</summary>
    private void Lose(string why)
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        ExecutionLog.KeeperLost(_log, _hello?.Pid ?? 0, why);
        var old = _keeper;
        _keeper = null;
        _finding = Task.Run(async () =>
        {
            await old!.DisposeAsync().ConfigureAwait(false);
            await FindAnotherAsync().ConfigureAwait(false);
        });
    }

    private async Task FindAnotherAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await MeetKeeperAsync(() =>
                {
                    foreach (var book in _books.Values)
                    {
                        Recover(book, waitsAlready: true);
                    }
                }).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                ExecutionLog.NoKeeper(_log, e.Message);
                await Task.Delay(FindKeeperAgain, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
