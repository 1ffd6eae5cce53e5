using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Data;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Gateway;

/// <summary>The life of a connection: admitted, met, served, closed. Kestrel closes the socket when this returns.</summary>
internal sealed class AgentConnectionHandler(
    ServerIdentity identity,
    AdmissionPolicy admission,
    WaitingRoom waiting,
    PasswordVerifier passwords,
    PasswordBackoff backoff,
    IAccessStore access,
    IFleetReader fleet,
    SessionServices services,
    IHostApplicationLifetime lifetime,
    ILogger<AgentConnectionHandler> log) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var address = AddressOf(connection);
        using var place = waiting.TryEnter(address);
        if (place is null)
        {
            services.Metrics.Handshake("crowded");
            GatewayLog.Crowded(log, address.ToString());
            return;
        }

        if (await TryMeetAsync(connection, address).ConfigureAwait(false) is not { } outcome)
        {
            return;
        }

        place.Dispose();
        if (outcome.Channel is not { } channel)
        {
            await TurnAwayAsync(connection, address, outcome).ConfigureAwait(false);
            return;
        }

        using (channel)
        {
            services.Metrics.Handshake("accepted");
            if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            {
                Liveness.Watch(socket);
            }

            using var session = new AgentSession(connection, channel, outcome.Client!, address, services);
            await session.RunAsync().ConfigureAwait(false);
        }

        await LingeringClose.RunAsync(connection.Transport, services.Time, connection.ConnectionClosed).ConfigureAwait(false);
    }

    /// <summary>Null when the meeting could not be held: nobody is refused for that, so nothing is said, and the peer tries again soon.</summary>
    private async Task<ServerHandshakeOutcome?> TryMeetAsync(ConnectionContext connection, IPAddress address)
    {
        try
        {
            return await MeetAsync(connection, address).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            services.Metrics.Handshake("stopping");
        }
        catch (DbException exception)
        {
            services.Metrics.Handshake("storage");
            GatewayLog.NotMet(log, address.ToString(), exception.Message);
        }

        return null;
    }

    private Task<ServerHandshakeOutcome> MeetAsync(ConnectionContext connection, IPAddress address)
    {
        var options = new ServerHandshakeOptions
        {
            Identity = identity.Key,
            AddressAllowed = admission.Admits(address),
            PlainAllowed = admission.Current.PlainAllowed,
        };
        var authenticator = new ClientAuthenticator(address, access, fleet, passwords, backoff, services.Time);
        return ServerHandshake.RunAsync(connection.Transport, options, authenticator, services.Time, lifetime.ApplicationStopping);
    }

    private async Task TurnAwayAsync(ConnectionContext connection, IPAddress address, ServerHandshakeOutcome outcome)
    {
        if (outcome.Fault is { } fault)
        {
            services.Metrics.Handshake(((int)fault.Code).ToString());
            GatewayLog.Refused(log, address.ToString(), fault.Detail, (int)fault.Code);
        }
        else
        {
            services.Metrics.Handshake("gone");
            GatewayLog.WentAway(log, address.ToString());
        }

        if (outcome.WasTold)
        {
            await LingeringClose.RunAsync(connection.Transport, services.Time, connection.ConnectionClosed).ConfigureAwait(false);
        }
    }

    // An IPv4 client of a dual-stack socket comes in IPv6's clothes.
    private static IPAddress AddressOf(ConnectionContext connection)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
