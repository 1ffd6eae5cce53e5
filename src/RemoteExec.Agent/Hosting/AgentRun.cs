using RemoteExec.Agent.Connection;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Execution.Keeping;
using RemoteExec.Agent.Introduction;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;
using RemoteExec.Processes;

namespace RemoteExec.Agent.Hosting;

/// <summary>One life of the agent: open the data folder, take up what an earlier one left, serve until it is told to stop; then leave what it started to the next one, or stop it.</summary>
internal static class AgentRun
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TellPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs until it is cancelled; comes back with a sentence when it cannot go on.</summary>
    /// <param name="settings">How it runs.</param>
    /// <param name="again">Reads the settings again on SIGHUP; null: they stay.</param>
    /// <param name="standardInput">For a secret whose file is <c>-</c>.</param>
    /// <param name="keeper">The program that keeps processes, with its arguments; null: this one.</param>
    /// <param name="cancel">Stops it.</param>
    internal static Task<string?> UntilStoppedAsync(
        AgentSettings settings, SettingsSource? again, TextReader standardInput, IReadOnlyList<string>? keeper, CancellationToken cancel) =>
        UntilStoppedAsync(settings, again, standardInput, keeper, TimeProvider.System, cancel);

    /// <summary>The same, by a clock of one's own.</summary>
    internal static async Task<string?> UntilStoppedAsync(
        AgentSettings settings, SettingsSource? again, TextReader standardInput, IReadOnlyList<string>? keeper, TimeProvider time, CancellationToken cancel)
    {
        var folder = AgentFolder.Open(settings.DataDirectory);
        using var held = FolderLock.TryTake(folder);
        if (held is null)
        {
            return $"another agent already runs on {folder.Path}; stop it first, or choose another folder with --data.";
        }

        var known = KnownServers.Load(folder);
        var servers = ServersOf(settings, known);
        if (servers.Count == 0)
        {
            return "no server is named: add --server HOST:PORT.";
        }

        var credentials = Credentials.Read(settings, folder, standardInput);
        using var identity = credentials.Identity;
        using var logging = AgentLogging.Create(settings.JsonLogs);
        var log = logging.CreateLogger("RemoteExec.Agent");
        HostingLog.Starts(log, AgentVersion.Text, settings.Name, folder.Path, settings.Allow.Count == 0 ? "nothing: there is no --allow" : string.Join(", ", settings.Allow));

        using var board = new StatusBoard(folder, Begin(settings, time), time);
        var policy = new FolderPolicy(settings.Allow, () => Environment.GetEnvironmentVariable("PATH"));
        var launcher = ProcessLauncher.Create(time);
        await using var supervisor = new Supervisor(folder, new ProgramStarter(policy), KeeperChoice.Of(folder, keeper, settings.KeeperIsGiven, time), launcher, time, log) { Defaults = settings.Defaults };
        await supervisor.RecoverAsync().ConfigureAwait(false);
        board.Complete(supervisor.Describe);

        var reach = new Changing<Reach>(new Reach(settings, servers, new Meeting(settings, credentials, time)));
        using var hangUp = again is null ? null : new SettingsReload(again, settings, credentials, reach, known, policy, supervisor, board, time, log).OnHangUp();

        // The connection is the last to go: it carries the news of what was stopped.
        using var disconnect = new CancellationTokenSource();
        var loop = new AgentLoop(reach, known, supervisor, policy, board, new NetworkWatch(NetworkPicture.Now, time), time, log).RunAsync(disconnect.Token);
        if (ReadySignal.Send() is { } unheard)
        {
            HostingLog.Unheard(log, unheard);
        }

        await await Task.WhenAny(loop, supervisor.Working, WaitAsync(cancel)).ConfigureAwait(false);
        if (reach.Now.Settings.LeaveOnExit)
        {
            HostingLog.Leaves(log, supervisor.Running);
            await supervisor.LeaveAllAsync().ConfigureAwait(false);
        }
        else
        {
            HostingLog.Stops(log, supervisor.Running);
            await supervisor.StopAllAsync(StopGrace).ConfigureAwait(false);
        }

        await supervisor.ToldAsync().WaitAsync(TellPatience, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await disconnect.CancelAsync().ConfigureAwait(false);
        return await loop.ConfigureAwait(false);
    }

    /// <summary>Those that are named; none are: those that were joined.</summary>
    internal static IReadOnlyList<ServerAddress> ServersOf(AgentSettings settings, KnownServers known) =>
        settings.Servers.Count > 0
            ? settings.Servers
            : [.. known.All.Where(server => server.Admitted).Select(server => ServerAddress.TryParse(server.Address, out var address) ? address : null).OfType<ServerAddress>()];

    private static AgentStatus Begin(AgentSettings settings, TimeProvider time) => new()
    {
        Pid = Environment.ProcessId,
        Version = AgentVersion.Text,
        StartedAt = time.GetUtcNow(),
        Since = time.GetUtcNow(),
        Allow = settings.Allow,
        Problem = "it has just started",
    };

    private static async Task WaitAsync(CancellationToken cancel)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancel.Register(stopped.SetResult).ConfigureAwait(false))
        {
            await stopped.Task.ConfigureAwait(false);
        }
    }
}
