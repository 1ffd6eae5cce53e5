using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Protocol.Tests.Framing;

namespace RemoteExec.Protocol.Tests.Sessions;

/// <summary>Our two ends against each other.</summary>
public class HandshakeTests
{
    public static TheoryData<FrameDialect> Dialects => Frames.Dialects;

    public static TheoryData<FrameDialect> ModernDialects => new([FrameDialect.BE16, FrameDialect.LE16, FrameDialect.BE4]);

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Meet_PlainWithPassword_IsConnected(FrameDialect dialect)
    {
        var doorkeeper = new Doorkeeper();

        var (client, server) = await MeetAsync(Meeting.Plain(dialect), doorkeeper: doorkeeper);

        Assert.Equal(ClientHandshakeEnd.None, client.End);
        Assert.Null(client.ServerKey);
        Assert.Equal(WireExtensions.None, server.Channel!.Extensions);
        Assert.Equal(dialect, server.Channel.Dialect);
        Assert.Null(server.Fault);
        var shown = Assert.Single(doorkeeper.Asked);
        Assert.Equal(Doorkeeper.Password, shown.Password);
        Assert.Null(shown.AgentKey);
        Assert.Null(shown.TokenId);
        Assert.Equal(dialect, shown.Dialect);
        await TalkAsync(client.Channel!, server.Channel);
    }

    [Theory]
    [MemberData(nameof(ModernDialects))]
    public async Task Meet_ExtensionsWithoutIdentity_IsConnected(FrameDialect dialect)
    {
        var options = new ClientHandshakeOptions
        {
            Dialect = dialect,
            Offer = WireExtensions.Ping | WireExtensions.Kill,
            PlainAllowed = true,
            Password = Doorkeeper.Password,
        };

        var (client, server) = await MeetAsync(options);

        Assert.Equal(WireExtensions.Ping | WireExtensions.Kill, client.Channel!.Extensions);
        Assert.Equal(WireExtensions.Ping | WireExtensions.Kill, server.Channel!.Extensions);
        Assert.Null(server.Client!.AgentKey);
        await TalkAsync(client.Channel, server.Channel);
    }

    [Theory]
    [MemberData(nameof(ModernDialects))]
    public async Task Meet_PinnedIdentityWithPassword_IsConnected(FrameDialect dialect)
    {
        var options = new ClientHandshakeOptions
        {
            Dialect = dialect,
            Identity = Meeting.AgentIdentity,
            PinnedServer = Meeting.Pin,
            Password = Doorkeeper.Password,
        };

        var (client, server) = await MeetAsync(options);

        Assert.Equal(WireExtensions.All, client.Channel!.Extensions);
        Assert.Equal(Meeting.ServerIdentity.PublicKey.ToArray(), client.ServerKey);
        Assert.Equal(Meeting.AgentIdentity.PublicKey.ToArray(), server.Client!.AgentKey);
        Assert.Equal(WireExtensions.All, server.Client.Extensions);
        await TalkAsync(client.Channel, server.Channel!);
    }

    [Theory]
    [MemberData(nameof(ModernDialects))]
    public async Task Meet_JoinToken_IsConnectedAndTheSecretNeverSent(FrameDialect dialect)
    {
        var (client, server) = await MeetAsync(new ClientHandshakeOptions { Dialect = dialect, Identity = Meeting.AgentIdentity, Token = Meeting.Token });

        Assert.NotNull(client.Channel);
        Assert.Equal(Meeting.Token.Id, server.Client!.TokenId);
        Assert.Null(server.Client.Password);
        Assert.True(server.Client.ProvesToken(Doorkeeper.TokenSecret));
        Assert.False(server.Client.ProvesToken(new byte[32]));
    }

    [Fact]
    public async Task Meet_TokenOfAnotherServer_IsAWrongIdentity()
    {
        var token = Meeting.Parse(JoinToken.Format(Meeting.HashOf(Meeting.AgentIdentity), new byte[16], Doorkeeper.TokenSecret));
        var doorkeeper = new Doorkeeper();

        var (client, server) = await MeetAsync(new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, Token = token }, doorkeeper: doorkeeper);

        Assert.Equal(ClientHandshakeEnd.WrongIdentity, client.End);
        Assert.Equal(WireErrorCode.IdentityRefused, server.Fault!.Value.Code);
        Assert.Empty(doorkeeper.Asked);
    }

    [Fact]
    public async Task Meet_TokenWithAnotherSecret_IsRefused()
    {
        var token = Meeting.Parse(JoinToken.Format(Meeting.Pin, new byte[16], new byte[32]));

        var (client, server) = await MeetAsync(new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, Token = token });

        Assert.Equal(WireErrorCode.IdentityRefused, client.Error);
        Assert.True(server.WasTold);
    }

    [Fact]
    public async Task Meet_TrustOnFirstUse_IsConnectedAndTellsTheKey()
    {
        var (client, _) = await MeetAsync(new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, TrustOnFirstUse = true, Password = Doorkeeper.Password });

        Assert.NotNull(client.Channel);
        Assert.Equal(Meeting.ServerIdentity.PublicKey.ToArray(), client.ServerKey);
    }

    [Fact]
    public async Task Meet_NoPin_IsNotPinnedAndShowsNothing()
    {
        var doorkeeper = new Doorkeeper();

        var (client, server) = await MeetAsync(
            new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, Password = Doorkeeper.Password }, doorkeeper: doorkeeper);

        Assert.Equal(ClientHandshakeEnd.NotPinned, client.End);
        Assert.True(client.ToldServer);
        Assert.Equal(Meeting.ServerIdentity.PublicKey.ToArray(), client.ServerKey);
        Assert.Contains(Fingerprint.Of(Meeting.ServerIdentity.PublicKey), client.Detail, StringComparison.Ordinal);
        Assert.Equal(WireErrorCode.IdentityRefused, server.Fault!.Value.Code);
        Assert.False(server.WasTold);
        Assert.Empty(doorkeeper.Asked);
    }

    // Trust on first use trusts nobody second: a pin is a pin.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Meet_AnotherPin_IsAWrongIdentityAndShowsNothing(bool trustOnFirstUse)
    {
        var doorkeeper = new Doorkeeper();
        var options = new ClientHandshakeOptions
        {
            Identity = Meeting.AgentIdentity,
            PinnedServer = Meeting.HashOf(Meeting.AgentIdentity),
            TrustOnFirstUse = trustOnFirstUse,
            PlainAllowed = true,
            Password = Doorkeeper.Password,
        };

        var (client, server) = await MeetAsync(options, doorkeeper: doorkeeper);

        Assert.Equal(ClientHandshakeEnd.WrongIdentity, client.End);
        Assert.Equal(WireErrorCode.IdentityRefused, server.Fault!.Value.Code);
        Assert.Empty(doorkeeper.Asked);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public async Task Meet_ServerWithoutIdentity_IsRefusedUnlessPlainIsAllowedAndNothingIsPinned(bool plainAllowed, bool pinned, bool token)
    {
        var doorkeeper = new Doorkeeper();
        var options = new ClientHandshakeOptions
        {
            Identity = Meeting.AgentIdentity,
            PlainAllowed = plainAllowed,
            TrustOnFirstUse = true,
            PinnedServer = pinned ? Meeting.Pin : (ReadOnlyMemory<byte>?)null,
            Token = token ? Meeting.Token : null,
            Password = Doorkeeper.Password,
        };

        var (client, server) = await MeetAsync(options, new ServerHandshakeOptions(), doorkeeper);

        Assert.Equal(ClientHandshakeEnd.NoIdentity, client.End);
        Assert.True(client.ToldServer);
        Assert.Equal(WireErrorCode.IdentityRefused, server.Fault!.Value.Code);
        Assert.Empty(doorkeeper.Asked);
    }

    [Fact]
    public async Task Meet_ServerWithoutIdentityAndPlainAllowed_IsConnected()
    {
        var (client, server) = await MeetAsync(
            new ClientHandshakeOptions { Identity = Meeting.AgentIdentity, PlainAllowed = true, Password = Doorkeeper.Password }, new ServerHandshakeOptions());

        Assert.NotNull(client.Channel);
        Assert.Equal(WireExtensions.All & ~WireExtensions.Identity, client.Channel.Extensions);
        Assert.Null(server.Client!.AgentKey);
    }

    [Fact]
    public async Task Meet_LE4_UsesNoExtensionsWhateverIsOffered()
    {
        var options = new ClientHandshakeOptions
        {
            Dialect = FrameDialect.LE4,
            Identity = Meeting.AgentIdentity,
            PlainAllowed = true,
            Password = Doorkeeper.Password,
        };

        var (client, server) = await MeetAsync(options);

        Assert.Equal(WireExtensions.None, client.Channel!.Extensions);
        Assert.Equal(WireExtensions.None, server.Channel!.Extensions);
    }

    [Theory]
    [InlineData(AuthenticationVerdict.WrongPassword, WireErrorCode.WrongPassword)]
    [InlineData(AuthenticationVerdict.IdentityRefused, WireErrorCode.IdentityRefused)]
    [InlineData(AuthenticationVerdict.RateLimited, WireErrorCode.RateLimited)]
    public async Task Meet_Refused_TheClientLearnsWhy(AuthenticationVerdict verdict, WireErrorCode code)
    {
        var (client, server) = await MeetAsync(Meeting.Pinned, doorkeeper: new Doorkeeper { Always = verdict });

        Assert.Equal(ClientHandshakeEnd.ServerError, client.End);
        Assert.Equal(code, client.Error);
        Assert.False(client.ToldServer);
        Assert.Equal(code, server.Fault!.Value.Code);
        Assert.True(server.WasTold);
    }

    [Theory]
    [InlineData(FrameDialect.LE4)]
    [InlineData(FrameDialect.BE16)]
    public async Task Meet_WrongPasswordWithoutIdentity_Is102(FrameDialect dialect)
    {
        var options = new ClientHandshakeOptions { Dialect = dialect, Offer = WireExtensions.Ping, PlainAllowed = true, Password = "wrong" };

        var (client, _) = await MeetAsync(options);

        Assert.Equal(WireErrorCode.WrongPassword, client.Error);
    }

    // A plain client hears nothing when it is in, so it learns that it is not only afterwards.
    [Fact]
    public async Task Meet_PlainWithWrongPassword_HearsTheErrorOnItsChannel()
    {
        var (client, server) = await MeetAsync(Meeting.Plain(FrameDialect.BE16, "wrong"));

        Assert.Equal(WireErrorCode.WrongPassword, server.Fault!.Value.Code);
        Assert.Equal(WireErrorCode.WrongPassword, (await client.Channel!.ReadAsync().AsTask().Soon()).Packet!.Error);
        Assert.Equal(ChannelReadKind.Closed, (await client.Channel.ReadAsync().AsTask().Soon()).Kind);
    }

    [Fact]
    public async Task Meet_PlainWhenPlainIsDenied_Is102WithoutAskingAnyone()
    {
        var doorkeeper = new Doorkeeper();

        var (client, server) = await MeetAsync(
            Meeting.Plain(FrameDialect.LE4), new ServerHandshakeOptions { Identity = Meeting.ServerIdentity, PlainAllowed = false }, doorkeeper);

        Assert.Equal(WireErrorCode.WrongPassword, client.Error);
        Assert.Equal(WireErrorCode.WrongPassword, server.Fault!.Value.Code);
        Assert.Empty(doorkeeper.Asked);
    }

    [Fact]
    public async Task Meet_ClientWithIdentityWhenPlainIsDenied_IsConnected()
    {
        var (client, _) = await MeetAsync(Meeting.Pinned, new ServerHandshakeOptions { Identity = Meeting.ServerIdentity, PlainAllowed = false });

        Assert.NotNull(client.Channel);
    }

    [Fact]
    public async Task Meet_Twice_UsesOtherKeys()
    {
        static async Task<byte[]> FirstPacketAsync()
        {
            var cable = new Cable();
            _ = ClientHandshake.RunAsync(cable.Client, Meeting.Pinned, TimeProvider.System);
            using var peer = new Peer(cable.Server);
            return (await peer.ReceiveFrameAsync())!;
        }

        Assert.NotEqual(await FirstPacketAsync(), await FirstPacketAsync());
    }

    [Fact]
    public async Task Run_IdentityOfferedWithoutAKey_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ClientHandshake.RunAsync(new Cable().Client, new ClientHandshakeOptions(), TimeProvider.System));

    internal static async Task TalkAsync(PacketChannel client, PacketChannel server)
    {
        for (var i = 0; i < 3; i++)
        {
            client.Write(new ExecutedMessage([new ExecutedEntry(new WireId(i), true)]));
            await client.FlushAsync();
            server.Write(new KillMessage([new KillEntry(new WireId(i))]));
            await server.FlushAsync();

            var up = await server.ReadAsync().AsTask().Soon();
            var down = await client.ReadAsync().AsTask().Soon();
            Assert.Equal(new WireId(i), Assert.IsType<ExecutedMessage>(up.Packet!.Single).Entries[0].Id);
            Assert.Equal(new WireId(i), Assert.IsType<KillMessage>(down.Packet!.Single).Processes[0].Id);
        }
    }

    private static async Task<(ClientHandshakeOutcome Client, ServerHandshakeOutcome Server)> MeetAsync(
        ClientHandshakeOptions client, ServerHandshakeOptions? server = null, Doorkeeper? doorkeeper = null)
    {
        var cable = new Cable();
        var serving = Meeting.ServeAsync(cable.Server, server, doorkeeper);
        var dialling = Meeting.DialAsync(cable.Client, client);
        return (await dialling.Soon(), await serving.Soon());
    }
}
