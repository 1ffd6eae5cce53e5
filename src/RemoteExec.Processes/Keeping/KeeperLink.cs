using System.Net.Sockets;
using System.Runtime.Versioning;
using RemoteExec.Processes.Keeping.Talk;

namespace RemoteExec.Processes.Keeping;

/// <summary>An agent's connection to a keeper that is a process of its own.</summary>
[SupportedOSPlatform("linux")]
public sealed class KeeperLink : IKeeper
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly Socket _socket;
    private readonly TalkStream _talk;
    private readonly TalkSender<KeeperRequest> _sender;
    private readonly Task _sending;
    private Task _listening = Task.CompletedTask;

    private KeeperLink(Socket socket)
    {
        _socket = socket;
        _talk = new TalkStream(new NetworkStream(socket, ownsSocket: true));
        _sender = new TalkSender<KeeperRequest>(_talk, TalkJson.Default.KeeperRequest);
        _sending = _sender.RunAsync(CancellationToken.None);
    }

    /// <summary>Connects to a keeper and waits for its greeting.</summary>
    /// <param name="place">Where it lives.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection with the greeting; null when no keeper listens there.</returns>
    /// <exception cref="IOException">Somebody else listens there, or the keeper speaks another language.</exception>
    public static async Task<(KeeperLink Link, HelloReport Hello)?> TryConnectAsync(KeeperPlace place, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(place);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(place.Socket), cancel).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        if (!PeerCredentials.IsOurs(socket))
        {
            socket.Dispose();
            throw new IOException($"somebody else listens at {place.Socket}.");
        }

        var link = new KeeperLink(socket);
        switch (await link.GreetingAsync(cancel).ConfigureAwait(false))
        {
            case HelloReport { Protocol: HelloReport.CurrentProtocol } hello:
                return (link, hello);
            case HelloReport other:
                await link.DisposeAsync().ConfigureAwait(false);
                throw new IOException($"the keeper (process {other.Pid}, version {other.Version}) speaks version {other.Protocol} of its language, and this agent version {HelloReport.CurrentProtocol}. Stop its processes and then it, or run an agent of its version.");
            case null:
                // It was just leaving.
                await link.DisposeAsync().ConfigureAwait(false);
                return null;
            default:
                await link.DisposeAsync().ConfigureAwait(false);
                throw new IOException($"what listens at {place.Socket} is no keeper.");
        }
    }

    /// <summary>Hands reports on from now.</summary>
    /// <param name="audience">Called for one report after the other.</param>
    /// <param name="lost">Called once, with the reason, when the keeper is gone; not after <see cref="DisposeAsync"/>.</param>
    public void Listen(Action<KeeperReport> audience, Action<string> lost) => _listening = ListenAsync(audience, lost);

    /// <inheritdoc/>
    public void Ask(KeeperRequest request) => _sender.Say(request);

    /// <summary>Says what is still to be said, and leaves; a keeper that was told to quit has ended by then.</summary>
    public async ValueTask DisposeAsync()
    {
        _sender.Complete();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has gone first.
        }

        await _listening.WaitAsync(Farewell).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _talk.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<KeeperReport?> GreetingAsync(CancellationToken cancel)
    {
        try
        {
            return await _talk.ReadAsync(TalkJson.Default.KeeperReport, cancel).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task ListenAsync(Action<KeeperReport> audience, Action<string> lost)
    {
        var why = "it closed the connection";
        try
        {
            while (await _talk.ReadAsync(TalkJson.Default.KeeperReport, CancellationToken.None).ConfigureAwait(false) is { } report)
            {
                audience(report);
            }
        }
        catch (IOException e)
        {
            why = e.Message;
        }

        if (!_sending.IsCompletedSuccessfully)
        {
            lost(why);
        }
    }
}
