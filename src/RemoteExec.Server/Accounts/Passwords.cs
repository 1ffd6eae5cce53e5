using Microsoft.AspNetCore.Identity;
using RemoteExec.Storage.Accounts;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Accounts;

/// <summary>What became of a name and a password.</summary>
/// <param name="Account">Null: they do not belong together.</param>
/// <param name="LockedUntil">Too many were wrong; null: not so.</param>
internal readonly record struct PasswordOutcome(Account? Account, DateTimeOffset? LockedUntil)
{
    /// <summary>The password was right, and what was to be done with it was done.</summary>
    internal bool Done { get; init; }
}

/// <summary>Checks passwords; counts the wrong ones; puts each try into the audit together with what it changes.</summary>
internal sealed class Passwords(UserManager<Account> users, IAccountUnit unit, PasswordGate gate, TimeProvider time)
{
    /// <summary>Checks a password.</summary>
    /// <param name="name">As it was typed.</param>
    /// <param name="by">Who says so: for the audit.</param>
    /// <param name="action">What it is for.</param>
    /// <param name="whenRight">Done in the transaction that records the success; false: the account may not, and nothing is done.</param>
    internal async Task<PasswordOutcome> CheckAsync(
        string name, string password, Caller by, string action, Func<Account, Task<bool>> whenRight, CancellationToken cancellation)
    {
        var key = users.NormalizeName(name)!;
        if (by.Address is { } address && gate.Addresses.LockedUntil(address) is { } addressUntil)
        {
            return await LockedAsync("@" + address, addressUntil, name, by, action, cancellation).ConfigureAwait(false);
        }

        using var turn = await gate.TurnAsync(key, cancellation).ConfigureAwait(false);
        var account = await users.FindByNameAsync(name).ConfigureAwait(false);
        if ((account is null ? gate.Names.LockedUntil(key) : LockedUntil(account)) is { } until)
        {
            return await LockedAsync(key, until, name, by, action, cancellation).ConfigureAwait(false);
        }

        return await gate.IsRightAsync(account, password, cancellation).ConfigureAwait(false)
            ? await RightAsync(account!, by, action, whenRight, cancellation).ConfigureAwait(false)
            : await WrongAsync(account, key, name, by, action, cancellation).ConfigureAwait(false);
    }

    internal DateTimeOffset? LockedUntil(Account account) => account.LockoutEnd > time.GetUtcNow() ? account.LockoutEnd : null;

    private async Task<PasswordOutcome> RightAsync(Account account, Caller by, string action, Func<Account, Task<bool>> whenRight, CancellationToken cancellation)
    {
        var done = false;
        await unit.TogetherAsync(
            async () =>
            {
                account.AccessFailedCount = 0;
                account.LockoutEnd = null;
                done = await whenRight(account).ConfigureAwait(false) && (await users.UpdateAsync(account).ConfigureAwait(false)).Succeeded;
                unit.Record(by.Row(time.GetUtcNow(), action, account.UserName!, account.Disabled ? "the account is disabled" : null, done ? AuditOutcomes.Ok : AuditOutcomes.Refused));
                return done;
            },
            cancellation).ConfigureAwait(false);
        return new PasswordOutcome(account, null) { Done = done };
    }

    private async Task<PasswordOutcome> WrongAsync(Account? account, string key, string name, Caller by, string action, CancellationToken cancellation)
    {
        if (by.Address is { } address)
        {
            gate.Addresses.Failed(address);
        }

        DateTimeOffset? until = null;
        await unit.TogetherAsync(
            async () =>
            {
                until = account is null ? gate.Names.Failed(key) : CountWrong(account);
                unit.Record(by.Row(time.GetUtcNow(), action, name, until is { } end ? $"wrong password; locked until {end:HH:mm:ss} UTC" : "wrong password", AuditOutcomes.Failed));

                // One that was changed at this very moment is not counted.
                return account is null || (await users.UpdateAsync(account).ConfigureAwait(false)).Succeeded;
            },
            cancellation).ConfigureAwait(false);
        return new PasswordOutcome(null, until);
    }

    private DateTimeOffset? CountWrong(Account account)
    {
        account.AccessFailedCount++;
        if (account.AccessFailedCount < AccountRules.WrongPasswords)
        {
            return null;
        }

        account.AccessFailedCount = 0;
        return account.LockoutEnd = time.GetUtcNow() + AccountRules.LockedFor;
    }

    private async Task<PasswordOutcome> LockedAsync(string key, DateTimeOffset until, string name, Caller by, string action, CancellationToken cancellation)
    {
        if (gate.TellsOf(key, until))
        {
            unit.Record(by.Row(time.GetUtcNow(), action, name, $"locked until {until:HH:mm:ss} UTC", AuditOutcomes.Locked));
            await unit.TogetherAsync(() => Task.FromResult(true), cancellation).ConfigureAwait(false);
        }

        return new PasswordOutcome(null, until);
    }
}
