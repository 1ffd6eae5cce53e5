using System.Runtime.Versioning;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Agent.Execution.Keeping;

/// <summary>A keeper that is a process of its own, and outlives the agent: this same program, called with <c>keeper</c>.</summary>
/// <param name="place">Where it lives.</param>
/// <param name="command">The program with its arguments; null: it is a service of its own, which is waited for.</param>
/// <param name="time">The clock.</param>
[SupportedOSPlatform("linux")]
internal sealed class SeparateKeeper(KeeperPlace place, IReadOnlyList<string>? command, TimeProvider time) : IKeeperSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartAgain = TimeSpan.FromSeconds(5);

    private int? _started;

    public string Logs => place.Logs;

    public async Task<(IKeeper Keeper, HelloReport Hello)> OpenAsync(Action<KeeperReport> audience, Action<string> lost, CancellationToken cancel)
    {
        place.Make();
        var began = time.GetTimestamp();
        long? startedAt = null;
        while (time.GetElapsedTime(began) < Patience)
        {
            if (await KeeperLink.TryConnectAsync(place, cancel).ConfigureAwait(false) is var (link, hello))
            {
                link.Listen(audience, lost);
                return (link, hello);
            }

            // One that is just leaving still has the lock: another one is tried.
            if (command is not null && (startedAt is not { } at || time.GetElapsedTime(at) > StartAgain))
            {
                Start(command);
                startedAt = time.GetTimestamp();
            }

            await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
        }

        throw new IOException(command is null
            ? $"no keeper lives in {place.Folder}: start the service remoteexec-keeper."
            : $"no keeper could be started; what it says is in {place.OwnLog}.");
    }

    private void Start(IReadOnlyList<string> program)
    {
        if (_started is { } earlier)
        {
            KeeperProgram.Reap(earlier);
        }

        _started = KeeperProgram.Start(place, new ProcessSpec
        {
            FileName = program[0],
            Arguments = [.. program.Skip(1)],
            WorkingDirectory = "/",
            Environment = ProgramStarter.Surroundings(),
        });
    }
}
