using System.Net;
using Microsoft.Extensions.Time.Testing;
using RemoteExec.Agent.Execution.Readiness;

namespace RemoteExec.Agent.Tests.Execution.Readiness;

public sealed class HttpProbeTests
{
    [Theory]
    [InlineData("200 OK")]
    [InlineData("204 No Content")]
    [InlineData("299 Odd")]
    [InlineData("304 Not Modified")]
    [InlineData("399 Odder")]
    public async Task Answer_OfTwoOrThreeHundred_IsReady(string status)
    {
        await using var listener = new Listener(IPAddress.Loopback, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        Assert.Null(await Probe(listener.Url));
        Assert.StartsWith("GET /health?deep=1 HTTP/1.1\r\n", await listener.Asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found", 404)]
    [InlineData("500 Trouble", 500)]
    [InlineData("503 Later", 503)]
    public async Task Answer_OfMore_IsNot(string status, int code)
    {
        await using var listener = new Listener(IPAddress.Loopback, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal($"its URL answers {code}", await Probe(listener.Url));
    }

    [Fact]
    public async Task Redirect_IsReadyAndNotFollowed()
    {
        await using var elsewhere = new Listener(IPAddress.Loopback, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        await using var listener = new Listener(IPAddress.Loopback, $"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Url}\r\nContent-Length: 0\r\n\r\n");

        Assert.Null(await Probe(listener.Url));
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task Body_ThatNeverEnds_IsNotWaitedFor()
    {
        await using var listener = new Listener(IPAddress.Loopback, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nbegin");

        Assert.Null(await Probe(listener.Url));
    }

    [Fact]
    public async Task Answer_ThatIsNoHttp_IsNot()
    {
        await using var listener = new Listener(IPAddress.Loopback, "SSH-2.0-OpenSSH_9.6\r\n");

        Assert.StartsWith("its URL does not answer", await Probe(listener.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatNobodyHas_IsNot() =>
        Assert.Equal("its URL does not answer (ConnectionError)", await Probe(new Uri($"http://127.0.0.1:{Listener.FreePort()}/")));

    [Fact]
    public async Task Silence_IsWaitedForTwoSeconds()
    {
        var time = new FakeTimeProvider();
        await using var listener = new Listener(IPAddress.Loopback);
        using var probe = new HttpProbe(listener.Url, time);

        var answer = probe.TryAsync(CancellationToken.None);
        await listener.Asked;
        time.Advance(ReadyProbes.Patience - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("its URL did not answer within 2 s", await answer);
    }

    [Fact]
    public async Task Silence_NobodyWantsToKnow_Throws()
    {
        await using var listener = new Listener(IPAddress.Loopback);
        using var probe = new HttpProbe(listener.Url, TimeProvider.System);
        using var enough = new CancellationTokenSource();

        var answer = probe.TryAsync(enough.Token);
        await listener.Asked;
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task EachLook_IsANewConnection()
    {
        await using var listener = new Listener(IPAddress.Loopback, "HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
        using var probe = new HttpProbe(listener.Url, TimeProvider.System);

        await probe.TryAsync(CancellationToken.None);
        await probe.TryAsync(CancellationToken.None);

        Assert.Equal(2, listener.Connections);
    }

    private static async Task<string?> Probe(Uri url)
    {
        using var probe = new HttpProbe(url, TimeProvider.System);
        return await probe.TryAsync(CancellationToken.None);
    }
}
