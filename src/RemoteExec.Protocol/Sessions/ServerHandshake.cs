using System.IO.Pipelines;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>The server's side of sections 3 and 5 of docs/protocol.md: from the first byte to an authenticated client, in the order of its state table.</summary>
public static class ServerHandshake
{
    /// <summary>Meets a client.</summary>
    /// <param name="transport">The accepted connection; the caller closes it.</param>
    /// <param name="options">How.</param>
    /// <param name="authenticator">Who is let in.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="cancel">The server stops; then <see cref="OperationCanceledException"/> is thrown.</param>
    public static async Task<ServerHandshakeOutcome> RunAsync(
        IDuplexPipe transport,
        ServerHandshakeOptions options,
        IClientAuthenticator authenticator,
        TimeProvider time,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(authenticator);
        using var deadline = new CancellationTokenSource(options.AddressAllowed ? options.Deadline : SessionLimits.RefusalDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        using var conversation = new ServerConversation(transport, options);
        try
        {
            var outcome = await ConverseAsync(conversation, options, authenticator, either.Token).ConfigureAwait(false);
            await transport.Output.FlushAsync(either.Token).ConfigureAwait(false);
            return conversation.Conclude(outcome);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // The last word needs no deadline of its own: it fits the transport's buffer, and the lingering close bounds its way out.
            return conversation.RefuseForDeadline();
        }
        catch (IOException)
        {
            return ServerHandshakeOutcome.WentAway();
        }
    }

    private static async Task<ServerHandshakeOutcome> ConverseAsync(
        ServerConversation conversation, ServerHandshakeOptions options, IClientAuthenticator authenticator, CancellationToken cancel)
    {
        // AwaitKey
        var first = await conversation.ReceiveFirstPacketAsync(cancel).ConfigureAwait(false);
        if (!options.AddressAllowed)
        {
            return conversation.RefuseAddress(first);
        }

        if (conversation.AgreeOnKeys(first) is { } noKey)
        {
            return noKey;
        }

        // AwaitAuthentication
        await conversation.SendKeyAndIdentityAsync(cancel).ConfigureAwait(false);
        var (credentials, refusal) = await conversation.ReceiveCredentialsAsync(cancel).ConfigureAwait(false);
        if (credentials is null)
        {
            return refusal!;
        }

        if (!options.PlainAllowed && credentials.Extensions == WireExtensions.None)
        {
            return conversation.Refuse(WireErrorCode.WrongPassword, "a plain client, and this server's setting is plain: deny");
        }

        var verdict = await authenticator.AuthenticateAsync(credentials, cancel).ConfigureAwait(false);

        // The deadline is absolute: a verdict that took longer lets nobody in.
        cancel.ThrowIfCancellationRequested();
        return verdict switch
        {
            AuthenticationVerdict.Accepted => conversation.LetIn(credentials),
            AuthenticationVerdict.WrongPassword => conversation.Refuse(WireErrorCode.WrongPassword, "wrong password"),
            AuthenticationVerdict.RateLimited => conversation.Refuse(WireErrorCode.RateLimited, "too many wrong passwords from this address"),
            _ => conversation.Refuse(WireErrorCode.IdentityRefused, "identity revoked, or its join token is spent, expired or unknown"),
        };
    }
}
