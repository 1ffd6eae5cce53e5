using RemoteExec.Storage.Access;

namespace RemoteExec.Storage.Tests.Access;

public class AccessStoreTests
{
    private static readonly DateTimeOffset Now = TestStorage.Begin;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiToken_IsFoundByItsHash_UntilItIsRemoved()
    {
        await using var storage = await TestStorage.CreateAsync();
        var token = new ApiTokenRow("t1", "anna", "operator", [1, 2], Now, Now.AddHours(1));
        await storage.Access.AddApiTokenAsync(token, null, Cancel);
        await storage.Access.AddApiTokenAsync(new ApiTokenRow("t2", "ci", "viewer", [3], Now, null), null, Cancel);

        Assert.Equivalent(token, await storage.Access.ApiTokenAsync([1, 2], Cancel), strict: true);
        Assert.Null(await storage.Access.ApiTokenAsync([1], Cancel));
        Assert.Equal(["t2"], (await storage.Access.ApiTokensAsync(null, "t1", 10, Cancel)).Select(row => row.Id));

        Assert.True(await storage.Access.RemoveApiTokenAsync("t1", null, Cancel));
        Assert.False(await storage.Access.RemoveApiTokenAsync("t1", null, Cancel));
        Assert.Null(await storage.Access.ApiTokenAsync([1, 2], Cancel));
    }

    [Fact]
    public async Task JoinToken_ManyAtOnce_IsSpentOnce_AndItsSecretIsGone()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Access.AddJoinTokenAsync(new JoinTokenRow("j", Now, Now.AddHours(1), null), [7], null, Cancel);
        Assert.Equal([7], await storage.Access.JoinTokenSecretAsync("j", Now, Cancel));

        var spent = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => storage.Access.SpendJoinTokenAsync("j", $"m-{n}", Now, Cancel), Cancel)));

        Assert.Single(spent, won => won);
        Assert.Null(await storage.Access.JoinTokenSecretAsync("j", Now, Cancel));
        Assert.StartsWith("m-", Assert.Single(await storage.Access.JoinTokensAsync(null, 10, Cancel)).SpentBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JoinToken_Expired_IsOfNoUse()
    {
        await using var storage = await TestStorage.CreateAsync();
        await storage.Access.AddJoinTokenAsync(new JoinTokenRow("j", Now, Now.AddHours(1), null), [7], null, Cancel);

        Assert.Null(await storage.Access.JoinTokenSecretAsync("j", Now.AddHours(1), Cancel));
        Assert.False(await storage.Access.SpendJoinTokenAsync("j", "m-1", Now.AddHours(1), Cancel));
        Assert.True(await storage.Access.RemoveJoinTokenAsync("j", null, Cancel));
        Assert.False(await storage.Access.RemoveJoinTokenAsync("j", null, Cancel));
    }

    [Fact]
    public async Task Password_Rotated_TheEarlierHoldsForTheOverlapOnly()
    {
        await using var storage = await TestStorage.CreateAsync();
        Assert.False(await storage.Access.HasPasswordAsync(Cancel));
        await storage.Access.SetPasswordAsync("first", Now, Now, null, Cancel);
        await storage.Access.SetPasswordAsync("second", Now, Now.AddHours(1), null, Cancel);

        Assert.True(await storage.Access.HasPasswordAsync(Cancel));
        Assert.Equal(["second", "first"], await storage.Access.PasswordHashesAsync(Now.AddMinutes(59), Cancel));
        Assert.Equal(["second"], await storage.Access.PasswordHashesAsync(Now.AddHours(1), Cancel));

        // In an emergency nothing earlier holds, not even what had time left.
        await storage.Access.SetPasswordAsync("third", Now.AddMinutes(1), Now.AddMinutes(1), null, Cancel);
        Assert.Equal(["third"], await storage.Access.PasswordHashesAsync(Now.AddMinutes(1), Cancel));
    }

    [Fact]
    public async Task Answer_IsKeptForADay_PerTokenAndKey()
    {
        await using var storage = await TestStorage.CreateAsync();
        var answer = new AnswerRow("t", "k", [1], 202, [2, 3], Now);
        await storage.Access.AddAnswerAsync(answer, Cancel);

        Assert.Equivalent(answer, await storage.Access.AnswerAsync("t", "k", Now.AddHours(24), Cancel), strict: true);
        Assert.Null(await storage.Access.AnswerAsync("t", "k", Now.AddHours(24).AddSeconds(1), Cancel));
        Assert.Null(await storage.Access.AnswerAsync("t", "K", Now, Cancel));
        Assert.Null(await storage.Access.AnswerAsync("u", "k", Now, Cancel));

        await storage.Access.AddAnswerAsync(answer with { At = Now.AddDays(2), Status = 200 }, Cancel);
        Assert.Equal(200, (await storage.Access.AnswerAsync("t", "k", Now.AddDays(2), Cancel))!.Status);
    }

    [Fact]
    public async Task Change_WhileTheWriterIsBusy_Succeeds()
    {
        await using var storage = await TestStorage.CreateAsync();

        var commits = Enumerable.Range(0, 500).Select(n => storage.Commits.CommitAsync([TestStorage.Event("n", n), TestStorage.Output(1, 1, n, new byte[500])])).ToList();
        for (var n = 0; n < 20; n++)
        {
            await storage.Access.AddApiTokenAsync(new ApiTokenRow($"t{n}", "x", "viewer", [(byte)n], Now, null), null, Cancel);
        }

        await Task.WhenAll(commits);
        Assert.Equal(20, (await storage.Access.ApiTokensAsync(null, null, 100, Cancel)).Count);
    }
}
