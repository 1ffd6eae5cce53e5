using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Ledger.Crashes;

/// <summary>What really became of one attempt, whoever has heard of it.</summary>
internal sealed class ModelLife(WireId id, ProcessStamp stamp)
{
    internal WireId Id => id;

    internal ProcessStamp Stamp => stamp;

    /// <summary>How often a program was started for it.</summary>
    internal int Starts { get; set; }

    internal bool Runs { get; set; }

    internal bool StopAsked { get; set; }

    /// <summary>How it ended, if its keeper saw that.</summary>
    internal ProcessExit? Exit { get; set; }
}

/// <summary>A keeper as an agent meets it, and the system behind it, which remembers what happened.</summary>
internal sealed class ModelKeeper(Func<DateTimeOffset> now)
{
    private readonly Dictionary<string, KeptState> _kept = [];
    private int _life = 1;

    /// <summary>Every attempt there ever was, by its key.</summary>
    internal Dictionary<string, ModelLife> Lives { get; } = [];

    /// <summary>What it has said and nobody has heard yet.</summary>
    internal Queue<KeeperReport> Said { get; } = new();

    internal IReadOnlyDictionary<string, KeptState> Kept => _kept;

    internal KeeperView View(Func<Start, string> keyOf) =>
        new($"keeper {_life}", start => _kept.GetValueOrDefault(keyOf(start)), stamp => Lives.Values.Any(life => life.Runs && life.Stamp == stamp));

    internal void Start(string key, WireId id, bool refuses)
    {
        if (_kept.ContainsKey(key))
        {
            return;
        }

        if (refuses)
        {
            Said.Enqueue(new RefusedReport(key, new LaunchFailure(LaunchFailureKind.NotFound, 2, "gone")));
            return;
        }

        if (!Lives.TryGetValue(key, out var life))
        {
            life = new ModelLife(id, new ProcessStamp(100 + Lives.Count, 1, "boot"));
            Lives.Add(key, life);
        }

        life.Starts++;
        life.Runs = true;
        _kept[key] = new KeptState(key, life.Stamp, now(), null, false);
        Said.Enqueue(new StartedReport(key, life.Stamp, now()));
    }

    internal void Adopt(string key, ProcessStamp stamp)
    {
        var life = Lives[key];
        Assert.Equal(stamp, life.Stamp);
        if (_kept.TryAdd(key, new KeptState(key, stamp, now(), null, false)) && !life.Runs)
        {
            End(key, new ProcessExit(null, null, now()));
        }
    }

    internal void Stop(string key)
    {
        if (_kept.GetValueOrDefault(key) is { Exit: null })
        {
            Lives[key].StopAsked = true;
            End(key, new ProcessExit(null, 15, now()));
        }
    }

    /// <summary>A process ends by itself.</summary>
    internal void Exit(string key, int code)
    {
        if (_kept.GetValueOrDefault(key) is { Exit: null })
        {
            End(key, new ProcessExit(code, null, now()));
        }
        else
        {
            Lives[key].Runs = false;
        }
    }

    internal void Done(string key) => _kept.Remove(key);

    /// <summary>It dies, and another one takes its place.</summary>
    internal void Die(bool processesToo)
    {
        _life++;
        _kept.Clear();
        Said.Clear();
        foreach (var life in Lives.Values.Where(_ => processesToo))
        {
            life.Runs = false;
        }
    }

    private void End(string key, ProcessExit exit)
    {
        var life = Lives[key];
        life.Runs = false;
        life.Exit = exit;
        _kept[key] = _kept[key] with { Exit = exit, Stopped = life.StopAsked };
        Said.Enqueue(new ExitedReport(key, exit, life.StopAsked, "log", 0));
    }
}
