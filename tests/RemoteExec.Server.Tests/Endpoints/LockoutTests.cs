using System.Net;
using System.Text.Json;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Guessing, with a clock of one's own.</summary>
public sealed class LockoutTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync(time: _time);
        await _server.AccountAsync("anna", "operator");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("anna")]
    [InlineData("nobody-here")]
    public async Task WrongPasswords_FiveOfAName_LockItForFiveMinutes_WhetherItExistsOrNot(string name)
    {
        for (var n = 1; n < AccountRules.WrongPasswords; n++)
        {
            var wrong = await TryAsync(name.ToUpperInvariant(), "a wrong one", HttpStatusCode.Unauthorized);
            Assert.Equal(("wrong-password", "The name or the password is wrong."), (wrong.Code(), wrong.Text("detail")));
        }

        using var fifth = await SendAsync(name, "a wrong one");
        Assert.Equal("locked", (await fifth.JsonAsync(HttpStatusCode.TooManyRequests)).Code());
        Assert.InRange(fifth.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(4), AccountRules.LockedFor);

        // Also the right one is not taken now, and asking does not make it longer.
        await TryAsync(name, ApiServer.AccountPassword, HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromMinutes(4));
        await TryAsync(name, ApiServer.AccountPassword, HttpStatusCode.TooManyRequests);
        _time.Advance(TimeSpan.FromMinutes(1));
        await TryAsync(name, ApiServer.AccountPassword, name == "anna" ? HttpStatusCode.Created : HttpStatusCode.Unauthorized);

        var outcomes = (await _server.AuditAsync("&action=sign-in")).Where(row => string.Equals(row.Text("target"), name, StringComparison.OrdinalIgnoreCase)).Select(row => row.Text("outcome"));
        Assert.Equal(
            name == "anna" ? ["ok", "failed", "failed", "failed", "failed", "failed", "locked", "ok"] : ["failed", "failed", "failed", "failed", "failed", "locked", "failed"], outcomes);
    }

    [Fact]
    public async Task WrongPasswords_ThenTheRightOne_CountAnew()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var n = 1; n < AccountRules.WrongPasswords; n++)
            {
                await TryAsync("anna", "a wrong one", HttpStatusCode.Unauthorized);
            }

            await TryAsync("anna", ApiServer.AccountPassword, HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Locked_IsShown_AndUnlockedByAnAdministrator_WhileTokensGoOn()
    {
        var anna = await _server.SignInAsync("anna");
        await LockAsync("anna");
        Assert.Equal(JsonValueKind.String, (await _server.Admin.GetJsonAsync("/api/v1/accounts/anna")).GetProperty("lockedUntil").ValueKind);
        await anna.GetJsonAsync("/api/v1/machines");

        using var unlocked = await _server.Admin.PostAsync("/api/v1/accounts/anna/unlock", null);

        Assert.Equal(HttpStatusCode.NoContent, unlocked.StatusCode);
        await TryAsync("anna", ApiServer.AccountPassword, HttpStatusCode.Created);
    }

    [Fact]
    public async Task CurrentPassword_Guessed_LocksTheAccountToo()
    {
        var anna = await _server.SignInAsync("anna");
        for (var n = 1; n < AccountRules.WrongPasswords; n++)
        {
            await anna.PostJsonAsync("/api/v1/accounts/anna/password", new { password = "another password", current = "a wrong one" }, HttpStatusCode.BadRequest);
        }

        await anna.PostJsonAsync("/api/v1/accounts/anna/password", new { password = "another password", current = "a wrong one" }, HttpStatusCode.TooManyRequests);
        await TryAsync("anna", ApiServer.AccountPassword, HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Lock_SurvivesARestart()
    {
        using var data = new TemporaryFolder();
        await using (var first = await ApiServer.StartAsync(data.Path, time: _time))
        {
            await first.AccountAsync("berta", "viewer");
            for (var n = 1; n <= AccountRules.WrongPasswords; n++)
            {
                using var wrong = await SendAsync("berta", "a wrong one", first);
            }
        }

        await using var again = await ApiServer.StartAsync(data.Path, time: _time);
        using var locked = await SendAsync("berta", ApiServer.AccountPassword, again);
        await locked.JsonAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Token_ItsLife_EndsByTheServersClock_AndItsUseIsKeptToTheMinute()
    {
        var made = await _server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "anna", password = ApiServer.AccountPassword }, HttpStatusCode.Created);
        var anna = _server.WithToken(made.Text("token")!);
        await anna.GetJsonAsync("/api/v1/me");
        var first = await UsedAsync(made.Text("id")!, null);
        await anna.GetJsonAsync("/api/v1/me");
        _time.Advance(TimeSpan.FromSeconds(50));
        await anna.GetJsonAsync("/api/v1/me");
        Assert.Equal(first, await UsedAsync(made.Text("id")!, null));
        _time.Advance(TimeSpan.FromSeconds(15));
        await anna.GetJsonAsync("/api/v1/me");
        await UsedAsync(made.Text("id")!, first);

        _time.Advance(TimeSpan.FromDays(30));

        await anna.GetJsonAsync("/api/v1/me", HttpStatusCode.Unauthorized);
        var years = await _server.Nobody.PostJsonAsync("/api/v1/sign-in", new { name = "anna", password = ApiServer.AccountPassword, ttl = 315_360_000 }, HttpStatusCode.Created);
        _time.Advance(TimeSpan.FromDays(3_649));
        await _server.WithToken(years.Text("token")!).GetJsonAsync("/api/v1/me");
    }

    private async Task<DateTimeOffset> UsedAsync(string token, DateTimeOffset? before)
    {
        DateTimeOffset? used = null;
        await Eventually.TrueAsync(
            () => (used = _server.Admin.GetJsonAsync("/api/v1/tokens?limit=1000").GetAwaiter().GetResult().Items().Single(item => item.Text("id") == token)
                .GetProperty("lastUsedAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null) is not null && used != before,
            ApiServer.Patience,
            () => $"It was last used {used}.");
        return used!.Value;
    }

    private async Task LockAsync(string name)
    {
        for (var n = 1; n <= AccountRules.WrongPasswords; n++)
        {
            using var wrong = await SendAsync(name, "a wrong one");
        }
    }

    private async Task<JsonElement> TryAsync(string name, string password, HttpStatusCode expected)
    {
        using var response = await SendAsync(name, password);
        return await response.JsonAsync(expected);
    }

    private Task<HttpResponseMessage> SendAsync(string name, string password, ApiServer? server = null) => (server ?? _server).Nobody.PostAsync(
        "/api/v1/sign-in", new StringContent(JsonSerializer.Serialize(new { name, password }), System.Text.Encoding.UTF8, "application/json"));
}
