using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Gateway;

/// <summary>The port of the silo, which nobody asked for.</summary>
public class SiloTests(SharedServer shared)
{
    [Fact]
    public async Task WhoeverConnectsToTheSilo_IsClosed()
    {
        var silo = shared.Server.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(TestServer.Patience);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, silo.Port), patience.Token);

        var closed = false;
        try
        {
            closed = await socket.ReceiveAsync(new byte[64], patience.Token) == 0;
        }
        catch (SocketException)
        {
            closed = true;
        }

        Assert.True(closed);
        await shared.NeighbourIsUndisturbedAsync();
    }
}
