using System.Net;
using System.Text.Json;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Starts at an instant of the server's clock, from a request to the wire.</summary>
[Collection(ApiCollection.Name)]
public class InstantApiTests(ApiServer server)
{
    private const string Processes = "/api/v1/processes";

    [Theory]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", 0)]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.fffffff'+01:00'", 1)]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss'-02:30'", -2.5)]
    [InlineData("yyyy-MM-dd'T'HH:mm'Z'", 0)]
    public async Task Post_At_ReachesTheMachineToTheMicrosecond_AndIsPending(string format, double zone)
    {
        await using var agent = await server.AgentAsync("instants");
        var now = (await server.Viewer.GetJsonAsync("/api/v1/server")).GetProperty("now").GetDateTimeOffset();
        var typed = now.AddMinutes(5).AddHours(zone).ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        var meant = DateTimeOffset.Parse(typed, System.Globalization.CultureInfo.InvariantCulture);

        var process = await server.StartAsync(agent.Name, new { application = "show", at = typed });

        var entry = await agent.NextExecuteAsync();
        Assert.Equal(((meant - DateTimeOffset.UnixEpoch).Ticks / 10, 0), (entry.AtMicroseconds, entry.DelayMilliseconds));
        Assert.Equal("pending", process.Text("state"));
        Assert.Equal(entry.AtMicroseconds, (process.GetProperty("at").GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks / 10);
    }

    [Fact]
    public async Task Post_WithoutAt_HasNone()
    {
        await using var agent = await server.AgentAsync("instant-less");

        var process = await server.StartAsync("instant-less");

        Assert.Null((await agent.NextExecuteAsync()).AtMicroseconds);
        Assert.Equal(JsonValueKind.Null, process.GetProperty("at").ValueKind);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2030-01-01")]
    [InlineData("2030-01-01T00:00:00")]
    [InlineData("2030-13-01T00:00:00Z")]
    [InlineData("1790000000000000")]
    [InlineData("")]
    public async Task Post_AtThatIsNoInstant_SaysTheShape(string at)
    {
        var problem = await PostAsync(new { application = "show", at });

        Assert.Contains("2026-11-24T20:15:00.5Z", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AtBesideADelay_IsRefused() =>
        Assert.Contains("give one of them", await PostAsync(new { application = "show", at = In(TimeSpan.FromMinutes(1)), delay = 1 }), StringComparison.Ordinal);

    [Fact]
    public async Task Post_AtTooFarFromNow_SaysWhatTheServersClockSays()
    {
        Assert.Contains("at most 24 h ahead", await PostAsync(new { application = "show", at = In(TimeSpan.FromHours(25)) }), StringComparison.Ordinal);
        Assert.Contains("has passed by more than 60 s", await PostAsync(new { application = "show", at = In(TimeSpan.FromMinutes(-2)) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ToAClientWithoutClock_FailsWithASentence_AndIsNotSent()
    {
        await using var agent = await server.AgentAsync("clock-less", offer: WireExtensions.All & ~WireExtensions.Clock);

        var process = await server.StartAsync("clock-less", new { application = "show", at = In(TimeSpan.FromMinutes(1)) });

        Assert.Contains("cannot start at an instant", (await server.ProcessAsync(process.GetProperty("id").GetInt64(), "failed")).Text("message"), StringComparison.Ordinal);
        await server.StartAsync("clock-less", new { application = "next" });
        Assert.Equal("next", (await agent.NextExecuteAsync()).Application);
    }

    [Fact]
    public async Task Ping_FromAClientWithClockAlone_IsAnsweredWithTheServersTimes()
    {
        await using var agent = await server.AgentAsync("clock-only", offer: WireExtensions.All & ~WireExtensions.Ping);
        var before = DateTimeOffset.UtcNow;

        await agent.SendAsync(new PingMessage(42));

        var pong = await agent.HearAsync<PongMessage>();
        Assert.Equal(42, pong.T0);
        Assert.True(pong.T1 >= (before - DateTimeOffset.UnixEpoch).Ticks / 10);
        Assert.True(pong.T2 >= pong.T1);
    }

    private async Task<string> PostAsync(object entry) =>
        (await server.Operator.PostJsonAsync(Processes, new { targets = new[] { "*" }, execute = new[] { entry } }, HttpStatusCode.BadRequest)).ToString();

    private static string In(TimeSpan ahead) => (DateTimeOffset.UtcNow + ahead).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
