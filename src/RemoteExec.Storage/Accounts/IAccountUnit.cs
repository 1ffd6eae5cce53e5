using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Storage.Accounts;

/// <summary>
/// One piece of work on accounts: what Identity's <c>UserManager</c> of the same scope saves, what is done here and the row of the audit are one transaction, alone in the database.
/// </summary>
public interface IAccountUnit
{
    /// <summary>Does all of it, or, when it comes back with false or an exception, nothing but the audit's rows.</summary>
    Task TogetherAsync(Func<Task<bool>> work, CancellationToken cancellation);

    /// <summary>Accounts by name whatever its case, those after <paramref name="afterName"/>.</summary>
    Task<IReadOnlyList<Account>> ListAsync(string? afterName, int limit, CancellationToken cancellation);

    /// <summary>Whether there is an account at all.</summary>
    Task<bool> AnyAsync(CancellationToken cancellation);

    /// <summary>Whether an account that is enabled has this role, beside one.</summary>
    Task<bool> HasOtherAsync(string role, string besideId, CancellationToken cancellation);

    /// <summary>Forgets the tokens of an account.</summary>
    /// <param name="accountId">Whose.</param>
    /// <param name="exceptId">One that stays; null: none does.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>How many there were.</returns>
    Task<int> RemoveTokensAsync(string accountId, string? exceptId, CancellationToken cancellation);

    /// <summary>Adds a token to its account, at the end of the work; false when that account is disabled or gone.</summary>
    Task<bool> AddTokenAsync(ApiTokenRow token, CancellationToken cancellation);

    /// <summary>Adds a row to the audit, at the end of the work.</summary>
    void Record(AuditRow row);
}
