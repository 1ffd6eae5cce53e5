using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Accounts;
using RemoteExec.Storage.Tests.Auditing;

namespace RemoteExec.Storage.Tests.Accounts;

public class AccountUnitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Together_Account_IsStoredWithItsAudit_AndReadBack()
    {
        await using var storage = await TestStorage.CreateAsync();
        await AddAsync(storage, "Anna", "admin", disabled: true);

        await using var scope = storage.Scope();
        var read = await scope.ServiceProvider.GetRequiredService<IUserStore<Account>>().FindByNameAsync("ANNA", Cancel);

        Assert.Equal(("Anna", "admin", true, TestStorage.Begin, (DateTimeOffset?)TestStorage.Begin.AddMinutes(5)), (read!.UserName, read.Role, read.Disabled, read.CreatedAt, read.LockoutEnd));
        Assert.Null(read.LastSignedInAt);
        Assert.Equal("account.create", Assert.Single(await storage.Audit.NewestAsync(new(), null, 10, Cancel)).Action);
    }

    [Fact]
    public async Task Together_WorkThatSaysNo_StoresOnlyTheAudit()
    {
        await using var storage = await TestStorage.CreateAsync();

        await AddAsync(storage, "Anna", "admin", keep: false);

        await using var scope = storage.Scope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<IAccountUnit>().AnyAsync(Cancel));
        Assert.Single(await storage.Audit.NewestAsync(new(), null, 10, Cancel));
    }

    [Fact]
    public async Task Name_InAnotherCase_IsRefusedByTheDatabase()
    {
        await using var storage = await TestStorage.CreateAsync();
        await AddAsync(storage, "Anna", "admin");

        await Assert.ThrowsAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() => AddAsync(storage, "ANNA", "viewer"));
    }

    [Fact]
    public async Task List_ByNameWhateverItsCase_WithCursor_AndOthersOfARole()
    {
        await using var storage = await TestStorage.CreateAsync();
        foreach (var (name, role, disabled) in new[] { ("berta", "admin", false), ("Anna", "admin", true), ("Cid", "viewer", false) })
        {
            await AddAsync(storage, name, role, disabled);
        }

        await using var scope = storage.Scope();
        var unit = scope.ServiceProvider.GetRequiredService<IAccountUnit>();
        var all = await unit.ListAsync(null, 10, Cancel);

        Assert.Equal(["Anna", "berta", "Cid"], all.Select(account => account.UserName));
        Assert.Equal(["berta"], (await unit.ListAsync("anna", 1, Cancel)).Select(account => account.UserName));
        Assert.True(await unit.HasOtherAsync("admin", all[0].Id, Cancel));
        Assert.False(await unit.HasOtherAsync("admin", all[1].Id, Cancel));
    }

    [Fact]
    public async Task Token_OfAnAccount_TellsWhatTheAccountMayNow_AndGoesWithIt()
    {
        await using var storage = await TestStorage.CreateAsync();
        var account = await AddAsync(storage, "Anna", "operator");
        var owner = new TokenAccount(account.Id, "Anna", "operator", false);
        await storage.Access.AddApiTokenAsync(new ApiTokenRow("t1", "x", "admin", [1], TestStorage.Begin, null, owner), null, Cancel);
        await storage.Access.AddApiTokenAsync(new ApiTokenRow("t2", "y", "viewer", [2], TestStorage.Begin, null, owner), AuditTests.Row("token.create"), Cancel);
        await storage.Access.AddApiTokenAsync(new ApiTokenRow("t3", "ci", "viewer", [3], TestStorage.Begin, null), null, Cancel);
        await storage.Commits.CommitAsync([new StorageChange.TouchToken("t1", TestStorage.Begin.AddHours(1)), new StorageChange.TouchToken("gone", TestStorage.Begin)]);

        Assert.Equal((owner, TestStorage.Begin.AddHours(1)), ((await storage.Access.ApiTokenAsync([1], Cancel))!.Account, (await storage.Access.ApiTokenAsync("t1", Cancel))!.LastUsedAt));
        Assert.Equal(["t1", "t2"], (await storage.Access.ApiTokensAsync(account.Id, null, 10, Cancel)).Select(row => row.Id));
        Assert.Equal(["t1", "t2", "t3"], (await storage.Access.ApiTokensAsync(null, null, 10, Cancel)).Select(row => row.Id));
        await using var scope = storage.Scope();
        Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<IAccountUnit>().RemoveTokensAsync(account.Id, "t2", Cancel));
        Assert.Equal(["t2", "t3"], (await storage.Access.ApiTokensAsync(null, null, 10, Cancel)).Select(row => row.Id));
    }

    private static async Task<Account> AddAsync(TestStorage storage, string name, string role, bool disabled = false, bool keep = true)
    {
        await using var scope = storage.Scope();
        var account = new Account
        {
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            Role = role,
            Disabled = disabled,
            CreatedAt = TestStorage.Begin,
            LockoutEnd = TestStorage.Begin.AddMinutes(5),
        };
        var unit = scope.ServiceProvider.GetRequiredService<IAccountUnit>();
        await unit.TogetherAsync(
            async () =>
            {
                unit.Record(AuditTests.Row("account.create"));
                await scope.ServiceProvider.GetRequiredService<IUserStore<Account>>().CreateAsync(account, Cancel);
                return keep;
            },
            Cancel);
        return account;
    }
}
