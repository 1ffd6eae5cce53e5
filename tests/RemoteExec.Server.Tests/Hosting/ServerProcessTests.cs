using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace RemoteExec.Server.Tests.Hosting;

public sealed class ServerProcessTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Terminate_WhileRunning_ExitsZeroWithinFiveSecondsAndRemovesEndpoints()
    {
        await using var server = await ServerProcess.StartAsync(_temporary.At("data"));
        using (var endpoints = JsonDocument.Parse(await File.ReadAllTextAsync(server.EndpointsPath, Cancel)))
        {
            Assert.Equal(["agents", "http", "fingerprint"], endpoints.RootElement.EnumerateObject().Select(member => member.Name));
            Assert.StartsWith("127.0.0.1:", endpoints.RootElement.GetProperty("agents").GetString(), StringComparison.Ordinal);
            Assert.StartsWith("SHA256:", endpoints.RootElement.GetProperty("fingerprint").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/healthz", Cancel)).StatusCode);

        var since = Stopwatch.StartNew();
        server.Terminate();

        Assert.Equal(0, await server.ExitAsync());
        Assert.True(since.Elapsed < TimeSpan.FromSeconds(5), $"It took {since.Elapsed}.");
        Assert.False(File.Exists(server.EndpointsPath));
    }

    [Fact]
    public async Task Start_PortTaken_IsOneSentenceAndExitOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, output) = await ServerProcess.RunAsync(
            "--data", _temporary.At("data"), "--listen", "127.0.0.1:0", "--http", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, code);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("a port is taken", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SecondServerOnTheSameFolder_IsRefused()
    {
        await using var server = await ServerProcess.StartAsync(_temporary.At("data"));

        var (code, output) = await ServerProcess.RunAsync("--data", server.Data, "--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0");

        Assert.Equal(1, code);
        Assert.Contains("another server already runs", output, StringComparison.Ordinal);
        Assert.True(File.Exists(server.EndpointsPath));
    }

    [Fact]
    public async Task Start_BadOptions_NamesEachAndExitsTwo()
    {
        var (code, output) = await ServerProcess.RunAsync("--listen", "nowhere", "--http", "ftp://x", "--postgres-file", "/run/db");

        Assert.Equal(2, code);
        Assert.Contains("listen must", output, StringComparison.Ordinal);
        Assert.Contains("http must", output, StringComparison.Ordinal);
        Assert.Contains("SQLite only", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_EveryLogLine_IsOneObject()
    {
        await using var server = await ServerProcess.StartAsync(_temporary.At("data"), "--json");
        server.Terminate();
        await server.ExitAsync();

        Assert.All(
            server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }
}
