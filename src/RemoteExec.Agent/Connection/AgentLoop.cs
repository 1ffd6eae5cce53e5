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
    AgentSettings settings,
    IReadOnlyList<ServerAddress> servers,
    Meeting meeting,
    KnownServers known,
    Supervisor supervisor,
    FolderPolicy policy,
    StatusBoard board,
    TimeProvider time,
    ILogger log)
{
    private readonly Dictionary<ServerAddress, DialectChoice> _dialects = [];
    private readonly HashSet<ServerAddress> _askAgain = [];
    private long _away = time.GetTimestamp();
    private string _lastProblem = "";

    /// <summary>Runs until it is cancelled; comes back with a sentence when only a person can help.</summary>
    internal async Task<string?> RunAsync(CancellationToken cancel)
    {
        for (var i = 0; !cancel.IsCancellationRequested; i++)
        {
            var server = servers[i % servers.Count];
            var (wait, fatal) = await TryAsync(server, cancel).ConfigureAwait(false);
            if (fatal is not null)
            {
                return fatal;
            }

            // The next server is tried at once, unless all have been.
            if (wait > TimeSpan.Zero && (i + 1) % servers.Count == 0)
            {
                await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private async Task<(TimeSpan Wait, string? Fatal)> TryAsync(ServerAddress server, CancellationToken cancel)
    {
        var remembered = Remembered(server);
        var dialect = _dialects.GetValueOrDefault(server, DialectChoice.Start(settings.Dialect, remembered?.Dialect, settings.Plain));
        try
        {
            var met = await meeting.TryAsync(server, remembered, dialect, cancel).ConfigureAwait(false);
            using var transport = met.Transport;
            if (met.Outcome is not { } outcome)
            {
                return (NotReached(server, met.Problem), null);
            }

            if (outcome.Channel is not { } channel)
            {
                return TurnedAway(server, dialect, outcome);
            }

            using (channel)
            {
                return (await ServeAsync(server, transport!, channel, outcome, cancel).ConfigureAwait(false), null);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return (TimeSpan.Zero, null);
        }
    }

    private async Task<TimeSpan> ServeAsync(
        ServerAddress server, SocketTransport transport, PacketChannel channel, ClientHandshakeOutcome outcome, CancellationToken cancel)
    {
        var fingerprint = outcome.ServerKey is { } key ? Fingerprint.Of(key) : null;
        Remember(server, fingerprint, channel.Dialect.ToString());
        ConnectionLog.Connected(log, server.ToString(), channel.Dialect.ToString(), fingerprint is null ? "plain" : "pinned");
        _lastProblem = "";
        board.Connected(server.ToString());
        var plan = new LinkPlan(server.ToString(), fingerprint ?? server.ToString(), SetupBuilder.Build(settings), (name, id) =>
        {
            ConnectionLog.Named(log, server.ToString(), name, id);
            board.Named(name, id);
        });
        using var link = new ServerLink(transport, channel, plan, supervisor, policy, time, log);
        var end = await link.RunAsync(cancel).ConfigureAwait(false);
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
        var line = $"{server}: {problem}";
        if (line != _lastProblem)
        {
            ConnectionLog.NotReached(log, server.ToString(), LogText.OneLine(problem));
            _lastProblem = line;
        }

        board.Disconnected(problem);
        return RetryDelays.AfterLoss(time.GetElapsedTime(_away), Chance());
    }

    private (TimeSpan Wait, string? Fatal) TurnedAway(ServerAddress server, DialectChoice dialect, ClientHandshakeOutcome outcome)
    {
        switch (outcome.End)
        {
            case ClientHandshakeEnd.NotPinned:
                return (TimeSpan.Zero,
                    $"{server} is not known here: {outcome.Detail}. Compare that fingerprint with the server's endpoints.json, then start again with --fingerprint and it, with a join token, or with --trust-on-first-use.");
            case ClientHandshakeEnd.NoIdentity when Remembered(server)?.Fingerprint is null:
                return (TimeSpan.Zero, $"{server} has no identity: it speaks the plain protocol. If that is what you mean, start again with --plain.");
            case ClientHandshakeEnd.NoKey:
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
        var refused = outcome.End is ClientHandshakeEnd.WrongIdentity or ClientHandshakeEnd.NoIdentity || outcome.Error.MeansRefused();
        return (refused ? RetryDelays.AfterRefusal(Chance()) : RetryDelays.AfterLoss(time.GetElapsedTime(_away), Chance()), null);
    }

    private string Advice(ClientHandshakeOutcome outcome) => outcome.Error switch
    {
        WireErrorCode.WrongPassword when settings is { PasswordFile: null, TokenFile: null } =>
            "it does not know this machine yet; start with --token-file (\"remoteexec token create\" makes one) or --password-file",
        _ => outcome.Detail,
    };

    private KnownServer? Remembered(ServerAddress server) =>
        known.Find(server) is { } found ? (_askAgain.Contains(server) ? found with { Admitted = false } : found) : null;

    private void Remember(ServerAddress server, string? fingerprint, string dialect)
    {
        if (fingerprint is not null && settings is { TrustOnFirstUse: true, Fingerprint: null, TokenFile: null } && known.Find(server)?.Fingerprint is null)
        {
            ConnectionLog.Trusted(log, server.ToString(), fingerprint);
        }

        _askAgain.Remove(server);
        known.Remember(new KnownServer { Address = server.ToString(), Fingerprint = fingerprint, Dialect = dialect, Admitted = fingerprint is not null });
    }

    // Jitter, not a secret.
#pragma warning disable CA5394
    private static double Chance() => Random.Shared.NextDouble();
#pragma warning restore CA5394
}
