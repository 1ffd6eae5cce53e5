using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Storage.Accounts;

/// <inheritdoc cref="IAccountUnit"/>
internal sealed class AccountUnit(FleetDbContext database) : IAccountUnit
{
    private readonly List<AuditRow> _audit = [];

    public async Task TogetherAsync(Func<Task<bool>> work, CancellationToken cancellation)
    {
        // SQLite's transactions of this kind have the database alone from their first moment: two who count administrators come one after the other.
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await transaction.CreateSavepointAsync("work", cancellation).ConfigureAwait(false);
        if (!await work().ConfigureAwait(false))
        {
            await transaction.RollbackToSavepointAsync("work", cancellation).ConfigureAwait(false);
            database.ChangeTracker.Clear();
        }

        database.Audit.AddRange(_audit.Select(AuditMapping.Of));
        _audit.Clear();
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Account>> ListAsync(string? afterName, int limit, CancellationToken cancellation)
    {
        var after = afterName?.Normalize().ToUpperInvariant();
        return await database.Accounts.AsNoTracking().Where(row => after == null || string.Compare(row.NormalizedUserName, after) > 0)
            .OrderBy(row => row.NormalizedUserName).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public Task<bool> AnyAsync(CancellationToken cancellation) => database.Accounts.AnyAsync(cancellation);

    public Task<bool> HasOtherAsync(string role, string besideId, CancellationToken cancellation) =>
        database.Accounts.AnyAsync(row => row.Role == role && !row.Disabled && row.Id != besideId, cancellation);

    public Task<int> RemoveTokensAsync(string accountId, string? exceptId, CancellationToken cancellation) =>
        database.ApiTokens.Where(row => row.AccountId == accountId && row.Id != exceptId).ExecuteDeleteAsync(cancellation);

    public async Task<bool> AddTokenAsync(ApiTokenRow token, CancellationToken cancellation)
    {
        if (!await database.Accounts.AnyAsync(row => row.Id == token.Account!.Id && !row.Disabled, cancellation).ConfigureAwait(false))
        {
            return false;
        }

        database.ApiTokens.Add(AccessStore.ToEntity(token));
        return true;
    }

    public void Record(AuditRow row) => _audit.Add(row);
}
