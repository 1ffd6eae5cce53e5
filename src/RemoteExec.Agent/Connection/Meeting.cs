using System.Net.Sockets;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Connection;

/// <summary>How an attempt to meet a server went.</summary>
/// <param name="Transport">The connection; null when none came about. Whoever gets it disposes it.</param>
/// <param name="Outcome">The handshake; null when it did not begin.</param>
/// <param name="Problem">Why there was no handshake.</param>
internal sealed record MeetingResult(SocketTransport? Transport, ClientHandshakeOutcome? Outcome, string Problem);

/// <summary>One attempt: dial, shake hands.</summary>
internal sealed class Meeting(AgentSettings settings, Credentials credentials, TimeProvider time)
{
    private static readonly TimeSpan DialDeadline = TimeSpan.FromSeconds(10);

    // A server of another dialect waits for more bytes, so its silence must be cut short before the next one is tried.
    private static readonly TimeSpan KeyDeadlineWhenGuessing = TimeSpan.FromSeconds(3);

    internal async Task<MeetingResult> TryAsync(ServerAddress server, KnownServer? known, DialectChoice dialect, CancellationToken cancel)
    {
        SocketTransport transport;
        using var deadline = new CancellationTokenSource(DialDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            transport = await SocketTransport.DialAsync(server, either.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            return new MeetingResult(null, null, Explain(e));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new MeetingResult(null, null, "nobody answered within 10 s");
        }

        try
        {
            var outcome = await ClientHandshake.RunAsync(transport, Options(known, dialect), time, cancel).ConfigureAwait(false);
            if (outcome.Channel is null && outcome.ToldServer)
            {
                await LingeringClose.RunAsync(transport, time, cancel).ConfigureAwait(false);
            }

            return new MeetingResult(transport, outcome, "");
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private ClientHandshakeOptions Options(KnownServer? known, DialectChoice dialect)
    {
        var hash = new byte[32];
        var pin = settings.Fingerprint ?? known?.Fingerprint;
        return new ClientHandshakeOptions
        {
            Dialect = dialect.Current,
            Offer = settings.Plain ? WireExtensions.None : WireExtensions.All,
            Identity = credentials.Identity,
            PinnedServer = Fingerprint.TryParse(pin, hash) ? (ReadOnlyMemory<byte>?)hash : null,
            TrustOnFirstUse = settings.TrustOnFirstUse,
            PlainAllowed = settings.Plain,

            // A key that was admitted needs neither, and a secret that is not needed is not shown.
            Password = known is { Admitted: true } ? null : credentials.Password,
            Token = known is { Admitted: true } && IsOf(known, credentials.Token) ? null : credentials.Token,
            KeyDeadline = dialect.MayFallBack ? KeyDeadlineWhenGuessing : SessionLimits.AuthenticationDeadline,
        };
    }

    // A token for another key than the recorded one: somebody made the server anew, and says so with it.
    private static bool IsOf(KnownServer known, JoinToken? token)
    {
        Span<byte> pin = stackalloc byte[32];
        return token is null || (Fingerprint.TryParse(known.Fingerprint, pin) && pin.SequenceEqual(token.ServerKeyHash));
    }

    private static string Explain(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name is not known",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to it",
        SocketError.TimedOut => "nobody answered",
        _ => e.Message,
    };
}
