using System.IO.Pipelines;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>The verbs of <see cref="ServerHandshake"/>, and what they remember between them.</summary>
internal sealed class ServerConversation(IDuplexPipe transport, ServerHandshakeOptions options) : IDisposable
{
    private readonly byte[] _transcript = new byte[IdentityProof.TranscriptLength];
    private FrameDialect _dialect = FrameDialect.BE16;
    private byte[] _ownPacket = [];
    private PacketChannel? _channel;
    private ServerHandshakeOutcome? _refusal;

    private bool HasIdentity => _channel is not null && _channel.Extensions.HasFlag(WireExtensions.Identity);

    internal async ValueTask<PlainRead> ReceiveFirstPacketAsync(CancellationToken cancel)
    {
        var first = await PlainPackets.DetectAsync(transport.Input, cancel).ConfigureAwait(false);

        // Known before the frame is whole, so that also the one who never completes it is answered in its dialect.
        _dialect = first.Dialect;
        return first.Kind == PlainReadKind.Detected
            ? await PlainPackets.ReadAsync(transport.Input, _dialect, cancel).ConfigureAwait(false)
            : first;
    }

    /// <summary>Null when the keys are agreed; else the end.</summary>
    internal ServerHandshakeOutcome? AgreeOnKeys(PlainRead first)
    {
        if (first.Kind != PlainReadKind.Frame)
        {
            return RefuseFirst(first.Kind);
        }

        if (!PacketReader.TryRead(first.Data, out var packet, out var problem))
        {
            // Well-formed JSON of another shape is "no usable key"; anything else is not JSON.
            return problem == PacketReader.WrongShape
                ? Refuse(WireErrorCode.KeyNotReceived, "the first packet holds no key")
                : Refuse(WireErrorCode.InvalidData, problem);
        }

        if (packet.Error is { } error)
        {
            return ServerHandshakeOutcome.Refused(new WireFault(error, $"the client opened with error {(int)error}"), wasTold: false);
        }

        var message = packet.Messages.OfType<PublicKeyMessage>().FirstOrDefault();
        Span<byte> clientKey = stackalloc byte[BoxKeyPair.PublicKeyLength];
        using var pair = BoxKeyPair.Generate();
        if (message?.PublicKey is null || !KeyEncoding.TryDecode(message.PublicKey, clientKey) || pair.Agree(clientKey) is not { } shared)
        {
            return Refuse(WireErrorCode.KeyNotReceived, "the first packet holds no usable key");
        }

        var extensions = Intersect(message.Extensions);
        _ownPacket = PlainPackets.KeyPacket(pair.PublicKey, extensions);
        IdentityProof.ComputeTranscript(first.Data, _ownPacket, _transcript);
        _channel = new PacketChannel(transport, shared, _dialect, extensions);
        return null;
    }

    internal async ValueTask SendKeyAndIdentityAsync(CancellationToken cancel)
    {
        PlainPackets.Write(transport.Output, _dialect, _ownPacket);
        if (HasIdentity)
        {
            var signature = new byte[SigningKey.SignatureLength];
            IdentityProof.SignAsServer(options.Identity!, _transcript, signature);
            _channel!.Write(new IdentityMessage(KeyEncoding.Encode(options.Identity!.PublicKey), KeyEncoding.Encode(signature)));
        }

        await transport.Output.FlushAsync(cancel).ConfigureAwait(false);
    }

    internal async ValueTask<(ClientCredentials? Credentials, ServerHandshakeOutcome? Refusal)> ReceiveCredentialsAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await _channel!.ReadAsync(cancel).ConfigureAwait(false);
            switch (read.Kind)
            {
                case ChannelReadKind.Fault:
                    return (null, Refuse(read.Fault.Code, read.Fault.Detail));
                case ChannelReadKind.Closed or ChannelReadKind.Truncated:
                    return (null, ServerHandshakeOutcome.WentAway());
            }

            var packet = read.Packet!;
            if (packet.Error is { } error)
            {
                return (null, ServerHandshakeOutcome.Refused(new WireFault(error, $"the client reported error {(int)error}: {error.Describe()}"), wasTold: false));
            }

            // A packet without a known key says nothing; the deadline bounds how long that can go on.
            var messages = packet.Messages.Where(m => m.IsAgreed(_channel.Extensions, _dialect)).ToList();
            if (messages.Count > 0)
            {
                // Several keys are taken in order: what stands behind this one belongs to the authenticated client.
                _channel.Keep(messages[1..]);
                return messages[0] is AuthenticateMessage message
                    ? Judge(message)
                    : (null, Refuse(WireErrorCode.NotAuthenticated, "a message that needs authentication came before it"));
            }
        }
    }

    internal ServerHandshakeOutcome LetIn(ClientCredentials credentials)
    {
        if (_channel!.Extensions != WireExtensions.None || _dialect == FrameDialect.LE4)
        {
            _channel.Write(new AuthVerificationMessage(true, ""));
        }

        return ServerHandshakeOutcome.LetIn(_channel, credentials);
    }

    /// <summary>What was said is on its way: hands the channel over, if the client is in.</summary>
    internal ServerHandshakeOutcome Conclude(ServerHandshakeOutcome outcome)
    {
        if (outcome.Channel is { } channel)
        {
            channel.RaiseLimit();
            _channel = null;
        }

        return outcome;
    }

    /// <summary>Says what may be said to this client, and ends.</summary>
    internal ServerHandshakeOutcome Refuse(WireErrorCode code, string detail)
    {
        var isPlain = _channel is null || _channel.Extensions == WireExtensions.None;
        var told = isPlain ? code.ForPlainPeer() : code;
        if (told is { } say)
        {
            Tell(say);
        }

        return _refusal = ServerHandshakeOutcome.Refused(new WireFault(code, detail), wasTold: told is not null);
    }

    internal ServerHandshakeOutcome RefuseAddress(PlainRead first) =>
        first.Kind is PlainReadKind.Closed or PlainReadKind.Truncated ? ServerHandshakeOutcome.WentAway()
        : first.Kind is PlainReadKind.NotOurs ? RefuseFirst(first.Kind)
        : Refuse(WireErrorCode.AddressNotAllowed, "the address is not in the IP pool");

    /// <summary>The deadline has passed. One that was refused already, and does not read it, is not told a second thing.</summary>
    internal ServerHandshakeOutcome RefuseForDeadline() =>
        _refusal is not null ? _refusal
        : !options.AddressAllowed ? Refuse(WireErrorCode.AddressNotAllowed, "the address is not in the IP pool")
        : _channel is null ? Refuse(WireErrorCode.KeyNotReceived, "no key came in time")
        : Refuse(WireErrorCode.NotAuthenticated, "authentication did not come in time");

    /// <summary>Lets go of the keys, unless the channel was handed over.</summary>
    public void Dispose() => _channel?.Dispose();

    private void Tell(WireErrorCode code)
    {
        if (_channel is null)
        {
            PlainPackets.Write(transport.Output, _dialect, code);
        }
        else
        {
            _channel.Write(code);
        }
    }

    private ServerHandshakeOutcome RefuseFirst(PlainReadKind kind) => kind switch
    {
        PlainReadKind.Empty => Refuse(WireErrorCode.InvalidData, "a first frame of LENGTH 0"),
        PlainReadKind.TooLarge => Refuse(WireErrorCode.TooLarge, "a first frame over the limit"),
        PlainReadKind.NotOurs => ServerHandshakeOutcome.Refused(
            new WireFault(WireErrorCode.None, "not this protocol (TLS, HTTP, SSH or noise); closed without an answer"), wasTold: false),
        _ => ServerHandshakeOutcome.WentAway(),
    };

    private WireExtensions Intersect(WireExtensions asked)
    {
        // Extensions are not used in LE4 (docs/protocol.md §10).
        var ours = options.Identity is null ? options.Offer & ~WireExtensions.Identity : options.Offer;
        return _dialect == FrameDialect.LE4 ? WireExtensions.None : asked & ours;
    }

    private (ClientCredentials? Credentials, ServerHandshakeOutcome? Refusal) Judge(AuthenticateMessage message)
    {
        byte[]? agentKey = null;
        Span<byte> mac = stackalloc byte[IdentityProof.TokenSecretLength];
        if (HasIdentity)
        {
            agentKey = new byte[SigningKey.PublicKeyLength];
            var signature = new byte[SigningKey.SignatureLength];
            if (!KeyEncoding.TryDecode(message.Key, agentKey)
                || !KeyEncoding.TryDecodeSignature(message.Signature, signature)
                || !IdentityProof.VerifyAgent(agentKey, _transcript, options.Identity!.PublicKey, signature))
            {
                return (null, Refuse(WireErrorCode.IdentityRefused, "the agent's key or signature is missing or wrong"));
            }

            if (message.Token is not null && !KeyEncoding.TryDecode(message.Token.Mac, mac))
            {
                return (null, Refuse(WireErrorCode.IdentityRefused, "the join token's proof is unreadable"));
            }
        }

        var serverKey = options.Identity is { } identity ? identity.PublicKey : default;
        return (new ClientCredentials(_transcript, serverKey, mac)
        {
            AgentKey = agentKey,
            Password = message.Password,
            TokenId = HasIdentity ? message.Token?.Id : null,
            Dialect = _dialect,
            Extensions = _channel!.Extensions,
        }, null);
    }
}
