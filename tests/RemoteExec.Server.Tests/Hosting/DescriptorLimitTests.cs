using System.Net;
using System.Net.Sockets;
using RemoteExec.Api.Processes;
using RemoteExec.Protocol.Framing;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Hosting;

/// <summary>More connections than the process may open files: .NET would abort.</summary>
public sealed class DescriptorLimitTests : IDisposable
{
    private const int Limit = 640;
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task MoreConnectionsThanDescriptors_NewOnesAreClosed_AndTheServerServes()
    {
        await using var server = await ServerProcess.StartLimitedAsync(_temporary.At("data"), Limit);
        using var people = server.Operator;
        await using var agent = await AgentPeer.ConnectAsync(server.Agents, server.Password, new AgentPeerOptions { Name = "early", Serves = true });

        // An eighth of 640 - 512 is for people, the rest for agents: 112.
        var crowd = new List<RawPeer>();
        var closedAtOnce = 0;
        for (var i = 0; i < 160; i++)
        {
            try
            {
                crowd.Add(await RawPeer.DialAsync(server.Agents, FrameDialect.BE16, new IPAddress([127, 9, (byte)(i >> 8), (byte)(i | 1)])));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                closedAtOnce++;
            }
        }

        await Eventually.TrueAsync(() => server.Output.Contains("The agents endpoint is full with 112 connections", StringComparison.Ordinal), TestServer.Patience, () => server.Output);
        if (closedAtOnce == 0)
        {
            await crowd[^1].ClosedAsync();
        }

        await StartAsync(people);

        // And people who hold connections open.
        var idle = new List<TcpClient>();
        for (var i = 0; i < 48; i++)
        {
            var client = new TcpClient();
            idle.Add(client);
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
            {
                // Closed by the full endpoint before this end had noticed that it was open.
            }
        }

        await Eventually.TrueAsync(() => server.Output.Contains("The HTTP endpoint is full with 16 connections", StringComparison.Ordinal), TestServer.Patience, () => server.Output);
        idle.ForEach(client => client.Dispose());
        crowd.ForEach(peer => peer.Dispose());
        await StartAsync(people);
        Assert.Null(agent.Ended);
        await using var late = await AgentPeer.ConnectAsync(server.Agents, server.Password, new AgentPeerOptions { Name = "late" });
    }

    [Fact]
    public async Task TooFewDescriptorsToRun_IsOneSentenceAndExitOne()
    {
        var (code, output) = await ServerProcess.RunLimitedAsync(256, "--data", _temporary.At("data"), "--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.Contains("may open only 256 files", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    // Whoever finds the endpoint full tries again.
    private static Task StartAsync(Api.Client.RemoteExecClient people) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                var started = await people.StartAsync(new ExecuteRequest { Targets = ["early"], Execute = [new ExecutableRequest { Application = "show" }] });
                return started.Count == 1;
            }
            catch (Api.Client.ServerUnreachableException)
            {
                return false;
            }
        },
        TestServer.Patience,
        () => "Nothing could be started.");
}
