using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Introduction;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Connection;

/// <summary>The agent's life as its servers see it: dial, meet, serve, wait, and again; several servers in turn.</summary>
internal sealed class AgentLoop(
    Changing<Reach> reach,
    KnownServers known,
    Supervisor supervisor,
    FolderPolicy policy,
    StatusBoard board,
    NetworkWatch networks,
    TimeProvider time,
    ILogger log)
{
    private readonly Dictionary<ServerAddress, DialectChoice> _dialects = [];
    private readonly HashSet<ServerAddress> _askAgain = [];
    private readonly Dictionary<ServerAddress, TimeSpan> _notBefore = [];
    private readonly long _began = time.GetTimestamp();
    private static readonly TimeSpan SetupAge = TimeSpan.FromSeconds(60);

    // Below what a server takes of one connection: then a new one is made.
    private const int MostIntroductions = 16;

    private Reach _reach = reach.Now;
    private Reach? _setupOf;
    private SetupMessage? _setup;
    private NetworkPicture? _setupNetworks;
    private long _setupAt;
    private bool _connectedOnce;
    private long _away = time.GetTimestamp();
    private readonly Dictionary<ServerAddress, string> _problems = [];

    /// <summary>Runs until it is cancelled; comes back with a sentence when only a person can help.</summary>
    internal async Task<string?> RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            Follow();

            // In turn; one that refused us is left alone for its time, while the others are tried.
            var server = _reach.Servers.MinBy(candidate => _notBefore.GetValueOrDefault(candidate))!;
            var pause = _notBefore.GetValueOrDefault(server) - time.GetElapsedTime(_began);
            if (pause > TimeSpan.Zero)
            {
                await PauseAsync(pause, cancel).ConfigureAwait(false);
                if (reach.Now != _reach)
                {
                    continue;
                }
            }

            var (wait, fatal) = await TryAsync(server, cancel).ConfigureAwait(false);
            if (fatal is not null)
            {
                return fatal;
            }

            _notBefore[server] = time.GetElapsedTime(_began) + wait;
        }

        return null;
    }

    // Who was given other servers, or other secrets, does not wait out what the old ones brought.
    private void Follow()
    {
        if (reach.Now != _reach)
        {
            _reach = reach.Now;
            _dialects.Clear();
            _notBefore.Clear();
            _problems.Clear();
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(Task.Delay(pause, time, over.Token), reach.AfterAsync(_reach, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }

    private async Task<(TimeSpan Wait, string? Fatal)> TryAsync(ServerAddress server, CancellationToken cancel)
    {
        var remembered = Remembered(server);
        var dialect = _dialects.GetValueOrDefault(server, DialectChoice.Start(_reach.Settings.Dialect, remembered?.Dialect, _reach.Settings.Plain));
        try
        {
            // Before the dial: reading many folders may take longer than the server waits.
            RenewSetup();
            var met = await _reach.Meeting.TryAsync(server, remembered, dialect, cancel).ConfigureAwait(false);
            using var transport = met.Transport;
            if (met.Outcome is not { } outcome)
            {
                return (NotReached(server, met.Problem), null);
            }

            if (outcome.Channel is not { } channel)
            {
                return TurnedAway(server, dialect, outcome);
            }

            LinkEnd end;
            using (channel)
            {
                end = await ServeAsync(server, transport!, channel, outcome, cancel).ConfigureAwait(false);
            }

            if (end.Told)
            {
                await LingeringClose.RunAsync(transport!, time, CancellationToken.None).ConfigureAwait(false);
            }

            return (WaitAfter(server, end, cancel), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk: a journal or the list of servers. What runs goes on, and so do we.
            return (NotReached(server, e.Message), null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return (TimeSpan.Zero, null);
        }
    }

    private async Task<LinkEnd> ServeAsync(
        ServerAddress server, SocketTransport transport, PacketChannel channel, ClientHandshakeOutcome outcome, CancellationToken cancel)
    {
        var fingerprint = outcome.ServerKey is { } key ? Fingerprint.Of(key) : null;
        Remember(server, fingerprint, channel.Dialect.ToString());
        ConnectionLog.Connected(log, server.ToString(), channel.Dialect.ToString(), fingerprint is null ? "plain" : "pinned");
        _problems.Clear();
        _connectedOnce = true;
        board.Connected(server.ToString());
        var plan = new LinkPlan(server.ToString(), fingerprint ?? server.ToString(), _setup!, (name, id) =>
        {
            ConnectionLog.Named(log, server.ToString(), name, id);
            board.Named(name, id);
        });
        using var link = new ServerLink(transport, channel, plan, supervisor, policy, time, log);
        using var ended = new CancellationTokenSource();
        var serving = link.RunAsync(cancel);
        var telling = TellChangesAsync(server, link, _reach, _setupNetworks!, ended.Token);
        try
        {
            return await serving.ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await telling.ConfigureAwait(false);
        }
    }

    /// <summary>Describes the machine anew when its settings or its networks change, until the connection has ended; ends it when it is no longer wanted.</summary>
    private async Task TellChangesAsync(ServerAddress server, ServerLink link, Reach told, NetworkPicture toldNetworks, CancellationToken ended)
    {
        try
        {
            for (var introductions = 1; ; introductions++)
            {
                (var next, toldNetworks) = await NextChangeAsync(told, toldNetworks, ended).ConfigureAwait(false);
                if (!next.Keeps(server, told) || introductions == MostIntroductions)
                {
                    link.Abort(next == told ? "its networks have changed often" : "its settings have changed");
                    return;
                }

                link.Introduce(SetupBuilder.Build(next.Settings, toldNetworks));
                told = next;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The next connection begins with what holds then.
        }
    }

    private async Task<(Reach Reach, NetworkPicture Networks)> NextChangeAsync(Reach told, NetworkPicture toldNetworks, CancellationToken ended)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var settings = reach.AfterAsync(told, over.Token);
        var cards = networks.AfterAsync(toldNetworks, over.Token);
        try
        {
            return await Task.WhenAny(settings, cards).ConfigureAwait(false) == settings
                ? (await settings.ConfigureAwait(false), networks.Now())
                : (told, await cards.ConfigureAwait(false));
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(settings, cards).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void RenewSetup()
    {
        if (_setup is null || _setupOf != _reach || time.GetElapsedTime(_setupAt) > SetupAge)
        {
            _setupNetworks = networks.Now();
            _setup = SetupBuilder.Build(_reach.Settings, _setupNetworks);
            _setupOf = _reach;
            _setupAt = time.GetTimestamp();
        }
    }

    private TimeSpan WaitAfter(ServerAddress server, LinkEnd end, CancellationToken cancel)
    {
        _away = time.GetTimestamp();
        board.Disconnected(end.Reason);
        if (cancel.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }

        ConnectionLog.Disconnected(log, server.ToString(), end.Reason);
        if (end.Bye is { Reason: ByeReasons.Replaced })
        {
            ConnectionLog.Replaced(log, server.ToString());
        }

        return end.Bye is { } bye ? RetryDelays.AfterBye(bye, TimeSpan.Zero, Chance()) : RetryDelays.AfterError(end.Error, TimeSpan.Zero, Chance());
    }

    private TimeSpan NotReached(ServerAddress server, string problem)
    {
        // A server that stays away is said once, not every second.
        if (_problems.GetValueOrDefault(server) != problem)
        {
            ConnectionLog.NotReached(log, server.ToString(), LogText.OneLine(problem));
            _problems[server] = problem;
        }

        board.Disconnected(problem);
        return RetryDelays.AfterLoss(time.GetElapsedTime(_away), Chance());
    }

    private (TimeSpan Wait, string? Fatal) TurnedAway(ServerAddress server, DialectChoice dialect, ClientHandshakeOutcome outcome)
    {
        switch (outcome.End)
        {
            case ClientHandshakeEnd.NotPinned when IsHopeless:
                return (TimeSpan.Zero,
                    $"{server} is not known here: {outcome.Detail}. Compare that fingerprint with the server's endpoints.json, then start again with --fingerprint and it, with a join token, or with --trust-on-first-use.");
            case ClientHandshakeEnd.NoIdentity when IsHopeless && Remembered(server)?.Fingerprint is null:
                return (TimeSpan.Zero, $"{server} has no identity: it speaks the plain protocol. If that is what you mean, start again with --plain.");
            case ClientHandshakeEnd.NoKey:
            case ClientHandshakeEnd.NotOurs when dialect.MayFallBack:
                _dialects[server] = dialect.AfterNoKey();
                return (NotReached(server, outcome.Detail), null);
            case ClientHandshakeEnd.ServerError when outcome.Error.MeansRefused() && Remembered(server) is { Admitted: true }:
                // It may have been removed there: next time it shows its secret again, if it has one.
                _askAgain.Add(server);
                break;
        }

        board.Disconnected(outcome.Detail);
        if (outcome.End == ClientHandshakeEnd.LostDuringHandshake)
        {
            return (NotReached(server, outcome.Detail), null);
        }

        ConnectionLog.Refused(log, server.ToString(), LogText.OneLine(Advice(outcome)));
        var refused = outcome.End is ClientHandshakeEnd.WrongIdentity or ClientHandshakeEnd.NoIdentity or ClientHandshakeEnd.NotPinned || outcome.Error.MeansRefused();
        return (refused ? RetryDelays.AfterRefusal(Chance()) : RetryDelays.AfterLoss(time.GetElapsedTime(_away), Chance()), null);
    }

    // Only a person can help, and nothing is lost by ending: it is the one server, it was never met, and nothing runs.
    private bool IsHopeless => _reach.Servers.Count == 1 && supervisor.Running == 0 && !_connectedOnce;

    private string Advice(ClientHandshakeOutcome outcome) => outcome.Error switch
    {
        WireErrorCode.WrongPassword when _reach.Settings is { PasswordFile: null, TokenFile: null } =>
            "it does not know this machine yet; start with --token-file (\"remoteexec token create\" makes one) or --password-file",
        _ => outcome.Detail,
    };

    private KnownServer? Remembered(ServerAddress server) =>
        known.Find(server) is { } found ? (_askAgain.Contains(server) ? found with { Admitted = false } : found) : null;

    private void Remember(ServerAddress server, string? fingerprint, string dialect)
    {
        if (fingerprint is not null && _reach.Settings is { TrustOnFirstUse: true, Fingerprint: null, TokenFile: null } && known.Find(server)?.Fingerprint is null)
        {
            ConnectionLog.Trusted(log, server.ToString(), fingerprint);
        }

        _askAgain.Remove(server);
        known.Remember(new KnownServer
        {
            Address = server.ToString(),
            Fingerprint = fingerprint ?? known.Find(server)?.Fingerprint,
            Dialect = dialect,
            Admitted = fingerprint is not null,
        });
    }

    // Jitter, not a secret.
#pragma warning disable CA5394
    private static double Chance() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
