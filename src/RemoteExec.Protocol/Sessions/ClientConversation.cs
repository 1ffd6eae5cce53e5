using System.IO.Pipelines;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>The verbs of <see cref="ClientHandshake"/>, and what they remember between them.</summary>
internal sealed class ClientConversation(IDuplexPipe transport, ClientHandshakeOptions options) : IDisposable
{
    private readonly byte[] _transcript = new byte[IdentityProof.TranscriptLength];
    private BoxKeyPair? _pair;
    private byte[] _ownPacket = [];
    private byte[]? _serverKey;
    private PacketChannel? _channel;

    internal bool HasIdentity => _channel!.Extensions.HasFlag(WireExtensions.Identity);

    /// <summary>Whoever knows the server by its key never talks to one that does not show it, whatever else is allowed (docs/protocol.md §9.1).</summary>
    internal bool InsistsOnIdentity => !options.PlainAllowed || options.PinnedServer is not null || options.Token is not null;

    internal bool ExpectsVerification => _channel!.Extensions != WireExtensions.None || options.Dialect == FrameDialect.LE4;

    internal async ValueTask SendKeyAsync(CancellationToken cancel)
    {
        _pair = BoxKeyPair.Generate();

        // Extensions are not used in LE4 (docs/protocol.md §10).
        var offer = options.Dialect == FrameDialect.LE4 ? WireExtensions.None : options.Offer;
        _ownPacket = PlainPackets.KeyPacket(_pair.PublicKey, offer);
        PlainPackets.Write(transport.Output, options.Dialect, _ownPacket);
        await transport.Output.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Null when the keys are agreed; else the end.</summary>
    internal async ValueTask<ClientHandshakeOutcome?> ReceiveKeyAsync(CancellationToken cancel)
    {
        var read = await PlainPackets.ReadAsync(transport.Input, options.Dialect, cancel).ConfigureAwait(false);
        switch (read.Kind)
        {
            case PlainReadKind.Frame:
                break;
            case PlainReadKind.Closed or PlainReadKind.Truncated:
                return Lost("the server closed the connection");
            default:
                return Fail(ClientHandshakeEnd.NotOurs, "what answers there does not speak this protocol (or another dialect of it)");
        }

        if (!PacketReader.TryRead(read.Data, out var packet, out _))
        {
            return Fail(ClientHandshakeEnd.NotOurs, "what answers there does not speak this protocol");
        }

        if (packet.Error is { } error)
        {
            return Fail(ClientHandshakeEnd.ServerError, error.Describe(), error);
        }

        return AgreeOnKeys(packet, read.Data!) ? null : await RefuseKeyAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Null when the server is who it should be; else the end. No credential has left before this.</summary>
    internal async ValueTask<ClientHandshakeOutcome?> ReceiveIdentityAsync(CancellationToken cancel)
    {
        var (message, end) = await ReceiveAsync<IdentityMessage>(cancel).ConfigureAwait(false);
        if (message is null)
        {
            return end;
        }

        var key = new byte[SigningKey.PublicKeyLength];
        var signature = new byte[SigningKey.SignatureLength];
        if (!KeyEncoding.TryDecode(message.Key, key)
            || !KeyEncoding.TryDecodeSignature(message.Signature, signature)
            || !IdentityProof.VerifyServer(key, _transcript, signature))
        {
            return await RefuseIdentityAsync(
                ClientHandshakeEnd.WrongIdentity, "the server's signature is wrong: someone may stand between", cancel).ConfigureAwait(false);
        }

        _serverKey = key;
        return await CheckPinAsync(cancel).ConfigureAwait(false);
    }

    internal ValueTask<ClientHandshakeOutcome> RefuseServerWithoutIdentityAsync(CancellationToken cancel) =>
        RefuseIdentityAsync(ClientHandshakeEnd.NoIdentity, "the server has no identity", cancel);

    internal async ValueTask SendCredentialsAsync(CancellationToken cancel)
    {
        var message = new AuthenticateMessage
        {
            Password = options.Password ?? (HasIdentity ? null : ""),
            Bare = options.Dialect == FrameDialect.LE4,
        };
        _channel!.Write(HasIdentity ? WithIdentity(message) : message);
        await _channel.FlushAsync(cancel).ConfigureAwait(false);
    }

    internal async ValueTask<ClientHandshakeOutcome> ReceiveVerificationAsync(CancellationToken cancel)
    {
        var (message, end) = await ReceiveAsync<AuthVerificationMessage>(cancel).ConfigureAwait(false);
        return message is null ? end!
            : message.Accepted ? Connected()
            : Fail(ClientHandshakeEnd.ServerError, WireErrorCode.WrongPassword.Describe(), WireErrorCode.WrongPassword);
    }

    internal ClientHandshakeOutcome Connected()
    {
        var channel = _channel!;
        channel.RaiseLimit();
        _channel = null;
        return new ClientHandshakeOutcome { Channel = channel, ServerKey = _serverKey };
    }

    internal ClientHandshakeOutcome Lost(string detail) =>
        Fail(_channel is null ? ClientHandshakeEnd.NoKey : ClientHandshakeEnd.LostDuringHandshake, detail);

    /// <summary>Lets go of the keys, unless the channel was handed over.</summary>
    public void Dispose()
    {
        _pair?.Dispose();
        _channel?.Dispose();
    }

    private bool AgreeOnKeys(Packet packet, byte[] serverPacket)
    {
        Span<byte> key = stackalloc byte[BoxKeyPair.PublicKeyLength];
        if (packet.Messages is not [PublicKeyMessage message, ..]
            || message.PublicKey is null
            || !KeyEncoding.TryDecode(message.PublicKey, key)
            || _pair!.Agree(key) is not { } shared)
        {
            return false;
        }

        IdentityProof.ComputeTranscript(_ownPacket, serverPacket, _transcript);
        var extensions = options.Dialect == FrameDialect.LE4 ? WireExtensions.None : message.Extensions & options.Offer;
        _channel = new PacketChannel(transport, shared, options.Dialect, extensions);
        return true;
    }

    private ValueTask<ClientHandshakeOutcome?> CheckPinAsync(CancellationToken cancel)
    {
        var fingerprint = Fingerprint.Of(_serverKey);
        var pin = options.Token is { } token ? token.ServerKeyHash.ToArray() : options.PinnedServer;
        if (pin is { } hash)
        {
            return MatchesPin(fingerprint, hash.Span)
                ? ValueTask.FromResult<ClientHandshakeOutcome?>(null)
                : RefuseAsync(ClientHandshakeEnd.WrongIdentity, $"the server is {fingerprint}, which is not the pinned one");
        }

        return options.TrustOnFirstUse
            ? ValueTask.FromResult<ClientHandshakeOutcome?>(null)
            : RefuseAsync(ClientHandshakeEnd.NotPinned, $"the server is {fingerprint}, which is not known here");

        async ValueTask<ClientHandshakeOutcome?> RefuseAsync(ClientHandshakeEnd end, string detail) =>
            await RefuseIdentityAsync(end, detail, cancel).ConfigureAwait(false);
    }

    private static bool MatchesPin(string fingerprint, ReadOnlySpan<byte> pin)
    {
        Span<byte> hash = stackalloc byte[32];
        return Fingerprint.TryParse(fingerprint, hash) && hash.SequenceEqual(pin);
    }

    private AuthenticateMessage WithIdentity(AuthenticateMessage message)
    {
        var identity = options.Identity!;
        var signature = new byte[SigningKey.SignatureLength];
        IdentityProof.SignAsAgent(identity, _transcript, _serverKey, signature);
        return message with
        {
            Key = KeyEncoding.Encode(identity.PublicKey),
            Signature = KeyEncoding.Encode(signature),
            Token = options.Token is { } token ? Prove(token, identity) : null,
        };
    }

    private TokenProof Prove(JoinToken token, SigningKey identity)
    {
        Span<byte> mac = stackalloc byte[32];
        IdentityProof.ComputeTokenMac(token.Secret, _transcript, _serverKey, identity.PublicKey, mac);
        return new TokenProof(token.Id, KeyEncoding.Encode(mac));
    }

    /// <summary>Waits for one message; what else a server may say meanwhile is an error or the end.</summary>
    private async ValueTask<(T? Message, ClientHandshakeOutcome? End)> ReceiveAsync<T>(CancellationToken cancel)
        where T : WireMessage
    {
        while (true)
        {
            var read = await _channel!.ReadAsync(cancel).ConfigureAwait(false);
            switch (read.Kind)
            {
                case ChannelReadKind.Closed or ChannelReadKind.Truncated:
                    return (null, Lost("the server closed the connection"));
                case ChannelReadKind.Fault:
                    _channel.Write(read.Fault.Code);
                    await _channel.FlushAsync(cancel).ConfigureAwait(false);
                    return (null, Fail(ClientHandshakeEnd.NotOurs, $"the server sent {read.Fault.Detail}", told: true));
            }

            if (read.Packet!.Error is { } error)
            {
                return (null, Fail(ClientHandshakeEnd.ServerError, error.Describe(), error));
            }

            // Several keys are taken in order: what stands behind this one belongs to the next state.
            var messages = read.Packet.Messages.SkipWhile(m => m is not T).ToList();
            if (messages is [T message, ..])
            {
                _channel.Keep(messages[1..]);
                return (message, null);
            }
        }
    }

    private async ValueTask<ClientHandshakeOutcome?> RefuseKeyAsync(CancellationToken cancel)
    {
        PlainPackets.Write(transport.Output, options.Dialect, WireErrorCode.KeyNotReceived);
        await transport.Output.FlushAsync(cancel).ConfigureAwait(false);
        return Fail(ClientHandshakeEnd.NotOurs, "the server sent no usable key", told: true);
    }

    private async ValueTask<ClientHandshakeOutcome> RefuseIdentityAsync(ClientHandshakeEnd end, string detail, CancellationToken cancel)
    {
        _channel!.Write(WireErrorCode.IdentityRefused);
        await _channel.FlushAsync(cancel).ConfigureAwait(false);
        return Fail(end, detail, told: true);
    }

    private ClientHandshakeOutcome Fail(ClientHandshakeEnd end, string detail, WireErrorCode error = WireErrorCode.None, bool told = false) =>
        new() { End = end, Error = error, Detail = detail, ServerKey = _serverKey, ToldServer = told };
}
