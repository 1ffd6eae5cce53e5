using System.Net.Sockets;
using System.Runtime.Versioning;
using RemoteExec.Processes.Keeping.Talk;
using RemoteExec.Processes.Linux;

namespace RemoteExec.Processes.Keeping;

/// <summary>One life of a keeper as a process of its own: one agent after the other is served at the socket; it ends when nobody needs it.</summary>
[SupportedOSPlatform("linux")]
public sealed class KeeperHost
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly Keeper _keeper;
    private bool _quit;

    private KeeperHost(Keeper keeper, TimeProvider time, Action<string> log)
    {
        _keeper = keeper;
        _time = time;
        _log = log;
    }

    /// <summary>Keeps until nobody needs it, or until it is cancelled: then it ends what runs.</summary>
    /// <param name="place">Where.</param>
    /// <param name="version">For people.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes a line for its administrator.</param>
    /// <param name="cancel">SIGTERM.</param>
    /// <returns>False when another keeper lives there.</returns>
    public static async Task<bool> RunAsync(KeeperPlace place, string version, TimeProvider time, Action<string> log, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        place.Make();
        using var held = TryLock(place);
        if (held is null)
        {
            return false;
        }

        // Orphans of the programs come to this process instead of to the system's first: they are found here when their family is stopped.
        Libc.BecomeSubreaper();
        using var orphans = new OrphanReaper(time);
        File.Delete(place.Socket);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(place.Socket));
        File.SetUnixFileMode(place.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen();
        await using var keeper = new Keeper(place.Logs, ProcessLauncher.Create(time, enclose: true), time, version);
        log($"keeping in {place.Folder}");
        await new KeeperHost(keeper, time, log).ServeAllAsync(listener, cancel).ConfigureAwait(false);
        if (cancel.IsCancellationRequested)
        {
            log($"stopping {keeper.Running} processes");
            await keeper.StopAllAsync(StopGrace).ConfigureAwait(false);
        }

        File.Delete(place.Socket);
        log("done");
        return true;
    }

    private async Task ServeAllAsync(Socket listener, CancellationToken cancel)
    {
        var since = _time.GetTimestamp();
        Task<Socket>? accepting = null;
        while (!cancel.IsCancellationRequested)
        {
            accepting ??= listener.AcceptAsync(CancellationToken.None).AsTask();
            await Task.WhenAny(accepting, Task.Delay(LookEvery, _time, cancel)).ConfigureAwait(false);
            if (accepting.IsCompleted)
            {
                var connection = await TryAcceptAsync(accepting).ConfigureAwait(false);
                accepting = null;
                if (connection is null)
                {
                    await Task.Delay(LookEvery, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                _quit = false;
                await ServeAsync(connection, cancel).ConfigureAwait(false);
                since = _time.GetTimestamp();
                if (_quit && _keeper.Running == 0)
                {
                    // Closed by the end of this process, so that the agent sees when that is.
                    return;
                }

                connection.Dispose();
            }

            // Who was told that nobody comes back waits for the last process, not for somebody to hear of it.
            if (_quit ? _keeper.Running == 0 : !_keeper.IsNeeded && _time.GetElapsedTime(since) >= Idle)
            {
                return;
            }
        }
    }

    // Out of descriptors, or whoever knocked has gone: no reason for the parent of all to die.
    private async Task<Socket?> TryAcceptAsync(Task<Socket> accepting)
    {
        try
        {
            return await accepting.ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            _log($"an agent could not be let in, which is tried again: {e.Message}");
            return null;
        }
    }

    // One at a time, to its end: what a dead agent had still asked for is done before the next one is told how things stand.
    private async Task ServeAsync(Socket connection, CancellationToken cancel)
    {
        if (!PeerCredentials.IsOurs(connection))
        {
            _log("somebody else knocked, and was not let in");
            return;
        }

        await using var talk = new TalkStream(new NetworkStream(connection, ownsSocket: false));
        var sender = new TalkSender<KeeperReport>(talk, TalkJson.Default.KeeperReport);
        await _keeper.SettledAsync().ConfigureAwait(false);
        _keeper.Attach(sender.Say);
        var sending = sender.RunAsync(cancel);
        try
        {
            while (await talk.ReadAsync(TalkJson.Default.KeeperRequest, cancel).ConfigureAwait(false) is { } request)
            {
                _quit |= request is QuitRequest;
                _keeper.Ask(request);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _log($"the agent has gone: {e.Message}");
        }

        await _keeper.SettledAsync().ConfigureAwait(false);
        _keeper.Detach();
        sender.Complete();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static FileStream? TryLock(KeeperPlace place)
    {
        try
        {
            return new FileStream(place.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
