using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Execution.Readiness;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>Here: whether what runs is ready.</summary>
internal sealed partial class Supervisor
{
    private readonly Dictionary<string, ReadyWatch> _awaited = new(StringComparer.Ordinal);

    // Where in its log the output of a later attempt begins.
    private readonly Dictionary<string, long> _begins = new(StringComparer.Ordinal);

    /// <summary>An attempt runs: its readiness is waited for, if anybody asked and nobody knows yet.</summary>
    private void Await(ServerBook book, WireId id)
    {
        if (book.State.Starts.GetValueOrDefault(id) is not { Phase: StartPhase.Running, Ready: null, Entry.Policies.Ready: { } policy, StartedAt: { } startedAt } start)
        {
            return;
        }

        var attempt = start.Attempt;
        var key = StartKeys.KeyOf(book.Key, start);
        var log = StartKeys.LogOf(book.Key, start);
        if (_awaited.Remove(key, out var earlier))
        {
            earlier.Dispose();
        }

        var watch = new ReadyWatch(
            policy,
            _time.GetUtcNow() - startedAt,
            new ReadyOutput(_keepers.Logs, log, _begins.GetValueOrDefault(log)),
            _time,
            _mailbox.Post,
            (ready, reason) =>
            {
                book.Take(LedgerRules.Readiness(book.State, id, attempt, ready, reason, _time.GetUtcNow()));
                if (_awaited.Remove(key, out var done))
                {
                    done.Dispose();
                }
            });
        _awaited[key] = watch;
        watch.Begin();
        if (watch.ReadsOutput)
        {
            Ask(new WatchRequest(log, 0));
        }
    }

    /// <summary>More output has come: a line of it may be the one.</summary>
    private void ReadOn(WroteReport wrote)
    {
        foreach (var (key, watch) in _awaited)
        {
            if (watch.ReadsOutput && key.StartsWith(wrote.Log, StringComparison.Ordinal))
            {
                Ask(new WatchRequest(wrote.Log, wrote.End));
                watch.Read(wrote.End);
                return;
            }
        }
    }

    private void Begins(ServerBook book, WireId id, ExitedReport exited)
    {
        if (book.State.Starts.GetValueOrDefault(id) is { IsAlive: true, Entry.Policies.Ready.Log: not null })
        {
            _begins[exited.Log] = exited.End;
        }
        else
        {
            _begins.Remove(exited.Log);
        }
    }

    /// <summary>An attempt ended while there was no agent: its end, and what it wrote, say whether it had become ready.</summary>
    private bool? Settle(ServerBook book, Start start, ProcessExit exit)
    {
        if (start is not { Ready: null, Entry.Policies.Ready: { } policy, StartedAt: { } startedAt })
        {
            return null;
        }

        var log = StartKeys.LogOf(book.Key, start);
        using var output = new ReadyOutput(_keepers.Logs, log, _begins.GetValueOrDefault(log));
        return ReadyWatch.Judge(policy, exit.At - startedAt, output, exit, _hello!.Logs.FirstOrDefault(state => state.Log == log)?.End ?? 0);
    }

    /// <summary>An attempt has ended: that settles it.</summary>
    private bool? Settle(ExitedReport exited)
    {
        if (!_awaited.Remove(exited.Key, out var watch))
        {
            return null;
        }

        using (watch)
        {
            return watch.End(exited.Exit, exited.End);
        }
    }
}
