using System.Net;
using System.Net.Sockets;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Tests.Hosting;

public sealed class OpenPortsTests
{
    private static readonly IPEndPoint AnyFree = new(IPAddress.Loopback, 0);
    private static readonly ServerSettings Settings = new() { DataDirectory = "unused", Listen = AnyFree, Http = AnyFree };

    [Fact]
    public async Task Give_SomebodyConnectedDuringTheStart_IsAcceptedAfterwards()
    {
        var (ports, _) = OpenPorts.Take(Settings);
        using var open = ports!;
        using var agents = open.Give(AnyFree);
        using var http = open.Give(AnyFree);
        Assert.NotEqual(agents.LocalEndPoint, http.LocalEndPoint);
        using var early = new Socket(SocketType.Stream, ProtocolType.Tcp);

        await early.ConnectAsync(agents.LocalEndPoint!);
        agents.Listen(512);
        using var accepted = await agents.AcceptAsync();

        Assert.Equal(early.LocalEndPoint!.ToString()!.Split(':')[^1], accepted.RemoteEndPoint!.ToString()!.Split(':')[^1]);
    }

    [Fact]
    public void Take_PortIsTaken_SaysWhichAndLetsTheOtherGo()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(AnyFree);
        taken.Listen();
        var there = (IPEndPoint)taken.LocalEndPoint!;

        var (ports, problem) = OpenPorts.Take(Settings with { Http = there });

        Assert.Null(ports);
        Assert.Contains($"something listens on {there} already", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_NotAnAddressOfThisMachine_SaysSo()
    {
        var (_, problem) = OpenPorts.Take(Settings with { Listen = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0) });

        Assert.Contains("is not an address of this machine", problem, StringComparison.Ordinal);
    }
}
