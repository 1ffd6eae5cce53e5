using Microsoft.AspNetCore.Identity;
using RemoteExec.Api.Accounts;
using RemoteExec.Api.Common;
using RemoteExec.Server.Grains;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Accounts;

/// <summary>What became of a change of an account: exactly one of the two is there.</summary>
internal readonly record struct AccountOutcome(Account? Account, CommandRefusal? Refusal);

/// <summary>
/// Changes accounts. Each change, what it does to the account's tokens and its row of the audit are one transaction that has the database alone: there is no moment without an
/// administrator who is enabled.
/// </summary>
internal sealed class AccountBook(UserManager<Account> users, IAccountUnit unit, PasswordGate gate, ApiTokens tokens, TimeProvider time)
{
    /// <summary>Makes an account.</summary>
    /// <param name="onlyFirst">Refused when there is one already.</param>
    internal async Task<AccountOutcome> CreateAsync(string name, string password, string role, Caller by, bool onlyFirst, CancellationToken cancellation)
    {
        var account = new Account
        {
            UserName = name,
            Role = role,
            CreatedAt = time.GetUtcNow(),
            PasswordHash = await gate.HashAsync(password, cancellation).ConfigureAwait(false),
        };
        CommandRefusal? refusal = null;
        await unit.TogetherAsync(
            async () =>
            {
                refusal = onlyFirst && await unit.AnyAsync(cancellation).ConfigureAwait(false)
                    ? Conflict("There is an account already; its administrators make others (remoteexec account create NAME --role ROLE).")
                    : RefusalOf(await users.CreateAsync(account).ConfigureAwait(false), name);
                return Record(refusal, by, "account.create", name, $"role {role}");
            },
            cancellation).ConfigureAwait(false);
        return refusal is null ? new(account, null) : new(null, refusal);
    }

    /// <summary>Renames, gives another role, disables, enables.</summary>
    internal Task<AccountOutcome> ChangeAsync(string name, AccountChange change, Caller by, CancellationToken cancellation) => WorkAsync(
        name,
        async account =>
        {
            if ((change.Disabled == true || (change.Role is { } role && role != Roles.Admin)) && await IsLastAdminAsync(account, cancellation).ConfigureAwait(false))
            {
                return (LastAdmin(account), "");
            }

            var told = Told(account, change).ToList();
            account.UserName = change.Name ?? account.UserName;
            account.Role = change.Role ?? account.Role;
            account.Disabled = change.Disabled ?? account.Disabled;
            var refusal = RefusalOf(await users.UpdateSecurityStampAsync(account).ConfigureAwait(false), change.Name ?? name);
            if (change.Disabled == true)
            {
                told.Add(Revoked(await unit.RemoveTokensAsync(account.Id, null, cancellation).ConfigureAwait(false)));
            }

            return (refusal, string.Join("; ", told));
        },
        by, "account.change", cancellation);

    /// <summary>Forgets an account and its tokens; what it did stays in the audit.</summary>
    internal Task<AccountOutcome> DeleteAsync(string name, Caller by, CancellationToken cancellation) => WorkAsync(
        name,
        async account =>
        {
            if (await IsLastAdminAsync(account, cancellation).ConfigureAwait(false))
            {
                return (LastAdmin(account), "");
            }

            var revoked = await unit.RemoveTokensAsync(account.Id, null, cancellation).ConfigureAwait(false);
            return (RefusalOf(await users.DeleteAsync(account).ConfigureAwait(false), name), Revoked(revoked));
        },
        by, "account.delete", cancellation);

    /// <summary>Gives an account another password, and revokes its tokens.</summary>
    /// <param name="exceptToken">The one with which it was asked; null: none stays.</param>
    internal async Task<AccountOutcome> SetPasswordAsync(string name, string password, Caller by, string? exceptToken, CancellationToken cancellation)
    {
        var hash = await gate.HashAsync(password, cancellation).ConfigureAwait(false);
        return await WorkAsync(
            name,
            async account =>
            {
                account.PasswordHash = hash;
                Unlock(account);
                var revoked = await unit.RemoveTokensAsync(account.Id, exceptToken, cancellation).ConfigureAwait(false);
                return (RefusalOf(await users.UpdateSecurityStampAsync(account).ConfigureAwait(false), name), Revoked(revoked));
            },
            by, "account.password", cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes passwords again before the lock has ended.</summary>
    internal Task<AccountOutcome> UnlockAsync(string name, Caller by, CancellationToken cancellation) => WorkAsync(
        name,
        async account =>
        {
            Unlock(account);
            return (RefusalOf(await users.UpdateAsync(account).ConfigureAwait(false), name), "");
        },
        by, "account.unlock", cancellation);

    private async Task<AccountOutcome> WorkAsync(
        string name, Func<Account, Task<(CommandRefusal? Refusal, string Detail)>> work, Caller by, string action, CancellationToken cancellation)
    {
        AccountOutcome outcome = default;
        await unit.TogetherAsync(
            async () =>
            {
                if (await users.FindByNameAsync(name).ConfigureAwait(false) is not { } account)
                {
                    outcome = new(null, new CommandRefusal(ProblemCodes.NotFound, "There is no such account; \"remoteexec account list\" shows them."));
                    return false;
                }

                var known = account.UserName!;
                var (refusal, detail) = await work(account).ConfigureAwait(false);
                outcome = refusal is null ? new(account, null) : new(null, refusal);
                return Record(refusal, by, action, known, detail);
            },
            cancellation).ConfigureAwait(false);
        tokens.Forget();
        return outcome;
    }

    // What was refused goes into the audit by the way of all refusals.
    private bool Record(CommandRefusal? refusal, Caller by, string action, string target, string detail)
    {
        if (refusal is not null)
        {
            return false;
        }

        unit.Record(by.Row(time.GetUtcNow(), action, target, detail.Length > 0 ? detail : null));
        return true;
    }

    private async Task<bool> IsLastAdminAsync(Account account, CancellationToken cancellation) =>
        account is { Role: Roles.Admin, Disabled: false } && !await unit.HasOtherAsync(Roles.Admin, account.Id, cancellation).ConfigureAwait(false);

    private static void Unlock(Account account)
    {
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
    }

    private static IEnumerable<string> Told(Account account, AccountChange change)
    {
        if (change.Name is { } name && name != account.UserName)
        {
            yield return $"renamed to {name}";
        }

        if (change.Role is { } role && role != account.Role)
        {
            yield return $"role {account.Role} to {role}";
        }

        if (change.Disabled is { } disabled && disabled != account.Disabled)
        {
            yield return disabled ? "disabled" : "enabled";
        }
    }

    private static string Revoked(int count) => $"{count} API token{(count == 1 ? "" : "s")} revoked";

    private static CommandRefusal LastAdmin(Account account) => Conflict(
        $"{account.UserName} is the last administrator that is enabled. Make another first (remoteexec account create NAME --role admin, or account role NAME admin).");

    private static CommandRefusal? RefusalOf(IdentityResult result, string name) => result.Succeeded ? null
        : result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)) ? Conflict($"There is an account {name} already; whatever the case of its letters, a name is one.")
        : result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure)) ? Conflict("Somebody else changed this account at the same time; look at it again.")
        : Conflict("The account cannot be like this.");

    private static CommandRefusal Conflict(string sentence) => new(ProblemCodes.Conflict, sentence);
}
