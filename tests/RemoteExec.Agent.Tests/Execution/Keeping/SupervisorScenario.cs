using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Journaling;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Policy;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Keeping;

/// <summary>A supervisor on a data folder, between a keeper and a server that are in the hands of the test.</summary>
internal sealed class SupervisorScenario : IKeeperSource, IKeeper, IServerLink, IProcessLauncher, IDisposable
{
    internal const string Server = "SHA256:server";

    private readonly DirectoryInfo _data;
    private readonly Lock _gate = new();
    private readonly List<KeeperRequest> _asked = [];
    private readonly List<WireMessage> _told = [];
    private Action<KeeperReport>? _audience;
    private Action<string>? _lost;

    /// <param name="data">The data folder; null: one of its own.</param>
    internal SupervisorScenario(string? data = null)
    {
        _data = data is null ? Directory.CreateTempSubdirectory("remoteexec-supervisor-") : Directory.CreateDirectory(data);
        Folder = AgentFolder.Open(_data.FullName);
    }

    internal AgentFolder Folder { get; }

    internal string Journal => Path.Combine(Folder.Journals, Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(Server)) + ".journal");

    /// <summary>What the keeper greets with.</summary>
    internal HelloReport Hello { get; set; } = new(HelloReport.CurrentProtocol, "keeper", 1, "1", [], []);

    /// <summary>What the keeper reports before anybody has had time to look at its greeting.</summary>
    internal IReadOnlyList<KeeperReport> Early { get; set; } = [];

    /// <summary>Called with what is asked of the keeper, in that moment.</summary>
    internal Action<KeeperRequest> OnAsk { get; set; } = static _ => { };

    /// <summary>What was asked of the keeper.</summary>
    internal IReadOnlyList<KeeperRequest> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The programs it was asked to start.</summary>
    internal IEnumerable<StartRequest> Starts => Asked.OfType<StartRequest>();

    /// <summary>Everything that the server was told.</summary>
    internal IReadOnlyList<WireMessage> Told
    {
        get
        {
            lock (_gate)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>What the server was answered.</summary>
    internal IReadOnlyList<ExecutedEntry> Answers
    {
        get
        {
            lock (_gate)
            {
                return [.. _told.OfType<ExecutedMessage>().SelectMany(message => message.Entries)];
            }
        }
    }

    /// <summary>What the server was told of processes.</summary>
    internal IReadOnlyList<ProcessStatusEntry> Statuses
    {
        get
        {
            lock (_gate)
            {
                return [.. _told.OfType<ProcessStatusMessage>().SelectMany(message => message.Entries)];
            }
        }
    }

    public string Logs => Folder.Keeper;

    public WireExtensions Extensions => WireExtensions.Journal;

    /// <summary>Whether a process lives, as the system says.</summary>
    internal Func<ProcessStamp, bool> Lives { get; set; } = static _ => false;

    internal Supervisor Start(TimeProvider? time = null, ILogger? log = null) =>
        new(Folder, new ProgramStarter(new FolderPolicy(["/"], () => null)), this, this, time ?? TimeProvider.System, log ?? NullLogger.Instance);

    /// <summary>Writes the journal of an agent that has died.</summary>
    /// <returns>What it adds up to.</returns>
    internal LedgerState Write(params Func<LedgerState, Decision>[] history)
    {
        var lines = new List<LedgerLine> { new() { Keeper = Hello.Instance } };
        var state = LedgerFold.Apply(LedgerState.Empty, lines[0]);
        foreach (var step in history)
        {
            var decision = step(state);
            lines.AddRange(decision.Lines);
            state = decision.State;
        }

        using var journal = new JournalFile(Journal, JournalReader.Read(Journal).Length);
        journal.Append(lines, sync: false);
        return state;
    }

    public Task<(IKeeper Keeper, HelloReport Hello)> OpenAsync(Action<KeeperReport> audience, Action<string> lost, CancellationToken cancel)
    {
        foreach (var report in Early)
        {
            audience(report);
        }

        _audience = audience;
        _lost = lost;
        return Task.FromResult<(IKeeper, HelloReport)>((this, Hello));
    }

    public void Ask(KeeperRequest request)
    {
        OnAsk(request);
        lock (_gate)
        {
            _asked.Add(request);
        }
    }

    public bool TrySend(WireMessage message)
    {
        lock (_gate)
        {
            _told.Add(message);
        }

        return true;
    }

    /// <summary>What the journal holds on disk.</summary>
    internal string ReadJournal()
    {
        using var file = new FileStream(Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>The keeper reports something.</summary>
    internal void Report(KeeperReport report) => _audience!(report);

    /// <summary>The keeper dies; the next one greets with <see cref="Hello"/>.</summary>
    internal void LoseKeeper() => _lost!("it was killed");

    /// <summary>Looks again and again until something is so.</summary>
    internal static async Task UntilAsync(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public ValueTask SendAsync(WireMessage message, CancellationToken cancel)
    {
        TrySend(message);
        return ValueTask.CompletedTask;
    }

    public void Abort(string reason) => Assert.Fail(reason);

    public LaunchResult Start(ProcessSpec spec, IOutputSink output) => throw new NotSupportedException("Only a keeper starts things.");

    LaunchFailure? IProcessLauncher.FindProblem(ProcessSpec spec) => null;

    public bool IsAlive(ProcessStamp stamp) => Lives(stamp);

    public ISupervisedProcess? Adopt(ProcessStamp stamp) => throw new NotSupportedException("Only a keeper adopts.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _data.Delete(recursive: true);
}
