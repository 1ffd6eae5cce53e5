using RemoteExec.Api.Processes;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>Plain clients are known by their address (docs/protocol.md §9.2).</summary>
public sealed class TwoClientsTests(RealServer server)
{
    [Fact]
    public async Task TwoFromOneAddress_AreTwoMachinesWithOneCounterOfIds()
    {
        await using var first = await Peer.AdmittedAsync(server);
        var secondName = first.Address + "#2";
        await using var second = await Peer.AdmittedAsync(server, "BE4", first.Address, secondName);

        var one = (await server.StartOnAsync(first.Address, new ExecutableRequest { Application = "one" }))[0];
        var two = (await server.StartOnAsync(secondName, new ExecutableRequest { Application = "two" }))[0];

        var heardByFirst = (await first.PacketAsync("execute")).Value[0];
        var heardBySecond = (await second.PacketAsync("execute")).Value[0];
        Assert.Equal("one", heardByFirst.GetProperty("application").GetString());
        Assert.Equal("two", heardBySecond.GetProperty("application").GetString());
        Assert.NotEqual(one.WireId, two.WireId);
        Assert.Equal(one.WireId, heardByFirst.GetProperty("id").GetInt64());
        Assert.Equal(two.WireId, heardBySecond.GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task OneThatReturns_TakesTheLowestFreePlaceAndIsTheSameMachine()
    {
        await using var first = await Peer.AdmittedAsync(server);
        var before = await server.ConnectedAsync(first.Address);
        await using var second = await Peer.AdmittedAsync(server, "BE16", first.Address, first.Address + "#2");
        await first.DoAsync("close");
        await first.ClosedAsync();
        await server.MachineAsync(first.Address, machine => machine?.Connected == false);

        await using var third = await Peer.AdmittedAsync(server, "LE16", first.Address);

        var after = await server.ConnectedAsync(first.Address);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal("LE16", after.Dialect);
        Assert.True((await server.ConnectedAsync(first.Address + "#2")).Connected);
    }
}
