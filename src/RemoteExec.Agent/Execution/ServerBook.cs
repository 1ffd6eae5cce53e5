using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Clock;
using RemoteExec.Agent.Execution.Journaling;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Execution.Output;

namespace RemoteExec.Agent.Execution;

/// <summary>Everything about one server that outlives a connection to it: its ledger with the journal behind it, and the output of its processes.</summary>
internal sealed class ServerBook : IDisposable
{
    private const int SequenceBlock = 1_000;
    private const long RewriteFrom = 1024 * 1024;

    private readonly JournalFile _journal;
    private readonly ILogger _log;
    private readonly List<LedgerLine> _lines = [];
    private readonly List<(long Lane, Effect Effect)> _effects = [];
    private readonly List<(long Lane, Effect Effect)> _postponed = [];
    private long _lane;
    private long _sequence;
    private long _reserved;
    private long _rewriteAt = RewriteFrom;
    private bool _failing;
    private bool _tryAgain;

    private ServerBook(string key, JournalFile journal, JournalContent content, OutputDesk desk, ServerTime time, ILogger log)
    {
        Key = key;
        State = content.State;
        Desk = desk;
        Time = time;
        _journal = journal;
        _log = log;
        _sequence = content.Sequence;
        _reserved = content.Sequence;
    }

    /// <summary>The server's fingerprint; its address when it has none.</summary>
    internal string Key { get; }

    internal LedgerState State { get; private set; }

    internal OutputDesk Desk { get; }

    /// <summary>What its clock says.</summary>
    internal ServerTime Time { get; }

    /// <summary>Who tells the server while it is connected; null while it is not.</summary>
    internal Courier? Courier { get; set; }

    /// <summary>True while decisions wait to be written and carried out.</summary>
    internal bool HasWork => _lines.Count > 0 || _effects.Count > 0 || _tryAgain;

    /// <summary>Opens a server's journal.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static ServerBook Open(string folder, string key, OutputDesk desk, ServerTime time, ILogger log)
    {
        var path = Path.Combine(folder, FileName(key));
        var content = JournalReader.Read(path);
        if (content.Damage is { } damage)
        {
            ExecutionLog.JournalDamaged(log, path, content.Aside is { } aside
                ? $"{damage}; the damaged journal was kept as {aside}"
                : $"{damage}; it could not be copied ({content.AsideProblem}), so it is left as it is until the agent starts with room for a copy");
        }

        var book = new ServerBook(key, new JournalFile(path, content.Length), content, desk, time, log);
        if (content is { Damage: not null, Aside: null })
        {
            // The only copy of what was damaged.
            book._rewriteAt = long.MaxValue;
        }
        else if (content.Damage is not null || book._journal.Length > RewriteFrom)
        {
            book.TryRewrite();
        }

        return book;
    }

    /// <summary>The servers that have a journal.</summary>
    internal static IEnumerable<string> Keys(string folder) =>
        Directory.EnumerateFiles(folder, "*.journal").Select(file => KeyOf(Path.GetFileNameWithoutExtension(file))).OfType<string>().Order(StringComparer.Ordinal);

    /// <summary>Takes a decision; <see cref="Commit"/> writes it and hands its effects out.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="lane">Starts of one lane are made in order; null: a lane of its own.</param>
    internal void Take(Decision decision, long? lane = null)
    {
        var own = lane ?? ++_lane;
        State = decision.State;
        _lines.AddRange(decision.Lines);
        _effects.AddRange(decision.Effects.Select(effect => (own, effect)));
    }

    /// <summary>The next sequence number, never used before, also not by an agent that crashed.</summary>
    internal long TakeSequence()
    {
        if (_sequence >= _reserved)
        {
            _reserved = _sequence + SequenceBlock;
            _lines.Add(new LedgerLine { Sequence = _reserved });
        }

        return _sequence++;
    }

    /// <summary>Keeps what may not be done before the journal can be written again.</summary>
    internal void Postpone(Effect effect) => _postponed.Add((0, effect));

    /// <summary>The disk may have room again: what could not be written is, and what was postponed is done, though nothing else happens.</summary>
    internal void TryAgain() => _tryAgain = true;

    /// <summary>Writes what was decided.</summary>
    /// <param name="written">Whether it is safe: nothing may be started that is not.</param>
    /// <returns>What follows from it.</returns>
    internal IReadOnlyList<(long Lane, Effect Effect)> Commit(out bool written)
    {
        var effects = _effects.ToList();
        _effects.Clear();
        _tryAgain = false;
        written = TryAppend(sync: effects.Any(one => one.Effect is Effect.Launch));
        if (written)
        {
            effects.AddRange(_postponed);
            _postponed.Clear();
        }

        if (_journal.Length > _rewriteAt)
        {
            TryRewrite();
        }

        return effects;
    }

    public void Dispose()
    {
        Desk.Dispose();
        _journal.Dispose();
    }

    private bool TryAppend(bool sync)
    {
        try
        {
            _journal.Append(_lines, sync);
            _lines.Clear();
            if (_failing)
            {
                ExecutionLog.JournalWritesAgain(_log, _journal.Path);
                _failing = false;
            }

            return true;
        }
        catch (IOException e)
        {
            // The journal keeps the lines.
            _lines.Clear();
            if (!_failing)
            {
                ExecutionLog.JournalFails(_log, _journal.Path, e.Message);
                _failing = true;
            }

            return false;
        }
    }

    private void TryRewrite()
    {
        try
        {
            State = LedgerRules.Forget(State);
            _journal.Rewrite(LedgerRules.Rewrite(State, _reserved));
        }
        catch (IOException e)
        {
            ExecutionLog.JournalFails(_log, _journal.Path, e.Message);
        }

        _rewriteAt = Math.Max(RewriteFrom, 4 * _journal.Length);
    }

    // A fingerprint holds / and +, an address holds : and [.
    private static string FileName(string key) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(key)) + ".journal";

    // Null for a file that somebody else put there.
    private static string? KeyOf(string name) =>
        name.Length % 2 == 0 && name.All(char.IsAsciiHexDigit) ? System.Text.Encoding.UTF8.GetString(Convert.FromHexString(name)) : null;
}
