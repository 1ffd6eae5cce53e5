using System.Net;
using System.Net.Sockets;
using RemoteExec.Agent.Execution.Readiness;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Execution.Readiness;

public sealed class PortProbeTests
{
    [Fact]
    public async Task Port_OnTheIPv4Loopback_IsReady()
    {
        await using var listener = new Listener(IPAddress.Loopback);

        Assert.Null(await Probe(listener.Port));
    }

    [Fact]
    public async Task Port_OnlyOnTheIPv6Loopback_IsReady()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var listener = new Listener(IPAddress.IPv6Loopback);

        Assert.Null(await Probe(listener.Port));
    }

    [Fact]
    public async Task Port_ThatNobodyHas_IsNot()
    {
        var port = Listener.FreePort();

        Assert.Equal($"nothing takes connections on port {port} (ConnectionRefused)", await Probe(port));
    }

    [Fact]
    public async Task Port_NobodyWantsToKnow_Throws()
    {
        await using var listener = new Listener(IPAddress.Loopback);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Probe(listener.Port, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void ProbeOfAPolicy_IsTheOneItNeeds()
    {
        Assert.IsType<PortProbe>(ReadyProbes.Of(new ReadyPolicy { Port = 1 }, TimeProvider.System));
        Assert.IsType<HttpProbe>(ReadyProbes.Of(new ReadyPolicy { Http = "http://127.0.0.1/" }, TimeProvider.System));
        Assert.Null(ReadyProbes.Of(new ReadyPolicy { Log = "x" }, TimeProvider.System));
    }

    private static async Task<string?> Probe(int port, CancellationToken cancellation = default)
    {
        using var probe = new PortProbe(port, TimeProvider.System);
        return await probe.TryAsync(cancellation);
    }
}
