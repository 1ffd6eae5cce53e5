using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>The server admits some addresses (<see cref="RealServer.IpPool"/>), and these peers come from others.</summary>
public sealed class AddressPoolTests(RealServer server)
{
    [Theory]
    [MemberData(nameof(ErrorCodeTests.Dialects), MemberType = typeof(ErrorCodeTests))]
    public async Task AddressOutsideThePool_Is101InTheDialectOfThePeer(string dialect)
    {
        await using var peer = Peer.Create(server, Loopback.AddressOutsideThePool);

        await peer.ConnectAsync(dialect);

        await peer.ErrorAsync(101, encrypted: false);
        await peer.ClosedAsync();
    }

    [Fact]
    public async Task AddressOutsideThePool_ThatSpeaksAnotherProtocol_IsClosedWithoutAByte()
    {
        await using var peer = Peer.Create(server, Loopback.AddressOutsideThePool);
        await peer.DialAsync();

        await peer.DoAsync("bytes", new { hex = "474554202f20485454502f312e310d0a" });

        await peer.ClosedAsync();
    }
}
