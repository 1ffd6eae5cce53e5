using System.IO.Pipelines;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>The client's side of sections 3 and 5 of docs/protocol.md, in the order of its state table.</summary>
public static class ClientHandshake
{
    /// <summary>Meets a server.</summary>
    /// <param name="transport">The dialled connection; the caller closes it.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="cancel">The client stops; then <see cref="OperationCanceledException"/> is thrown.</param>
    /// <exception cref="ArgumentException">Identity is offered without a key.</exception>
    public static async Task<ClientHandshakeOutcome> RunAsync(
        IDuplexPipe transport, ClientHandshakeOptions options, TimeProvider time, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Offer.HasFlag(WireExtensions.Identity) && options.Identity is null)
        {
            throw new ArgumentException("To offer identity a key is needed.", nameof(options));
        }

        using var deadline = new CancellationTokenSource(options.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        using var conversation = new ClientConversation(transport, options);
        try
        {
            return await ConverseAsync(conversation, options, time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return conversation.Lost("the server was silent");
        }
        catch (IOException)
        {
            return conversation.Lost("the connection was reset");
        }
    }

    private static async Task<ClientHandshakeOutcome> ConverseAsync(
        ClientConversation conversation, ClientHandshakeOptions options, TimeProvider time, CancellationToken cancel)
    {
        // AwaitKey
        await conversation.SendKeyAsync(cancel).ConfigureAwait(false);
        using (var keyDeadline = new CancellationTokenSource(options.KeyDeadline, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(keyDeadline.Token, cancel))
        {
            if (await conversation.ReceiveKeyAsync(either.Token).ConfigureAwait(false) is { } noKey)
            {
                return noKey;
            }
        }

        // AwaitIdentity
        if (conversation.HasIdentity)
        {
            if (await conversation.ReceiveIdentityAsync(cancel).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }
        }
        else if (conversation.InsistsOnIdentity)
        {
            return await conversation.RefuseServerWithoutIdentityAsync(cancel).ConfigureAwait(false);
        }

        await conversation.SendCredentialsAsync(cancel).ConfigureAwait(false);

        // AwaitVerification; for a plain client silence is success.
        return conversation.ExpectsVerification
            ? await conversation.ReceiveVerificationAsync(cancel).ConfigureAwait(false)
            : conversation.Connected();
    }
}
