using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Accounts;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Access;

/// <summary>Tokens and passwords change rarely and by hand: each change is a transaction of its own. Answers come with every start, so they join the group commit.</summary>
internal sealed class AccessStore(IDbContextFactory<FleetDbContext> databases, IGroupCommit commits) : IAccessStore
{
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromDays(1);

    public async Task AddApiTokenAsync(ApiTokenRow token, AuditRow? audit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.ApiTokens.Add(ToEntity(token));
        Record(database, audit);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    public Task<ApiTokenRow?> ApiTokenAsync(byte[] hash, CancellationToken cancellation) => ApiTokenAsync(row => row.Hash == hash, cancellation);

    public Task<ApiTokenRow?> ApiTokenAsync(string id, CancellationToken cancellation) => ApiTokenAsync(row => row.Id == id, cancellation);

    public async Task<IReadOnlyList<ApiTokenRow>> ApiTokensAsync(string? accountId, string? afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var wanted = database.ApiTokens.Where(row => (afterId == null || string.Compare(row.Id, afterId) > 0) && (accountId == null || row.AccountId == accountId))
            .OrderBy(row => row.Id).Take(limit);
        var rows = await WithAccounts(database, wanted).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => ToRow(row.Token, row.Account))];
    }

    public Task<bool> RemoveApiTokenAsync(string id, AuditRow? audit, CancellationToken cancellation) =>
        RemoveAsync(database => database.ApiTokens.Where(row => row.Id == id), audit, cancellation);

    public async Task AddJoinTokenAsync(JoinTokenRow token, byte[] secret, AuditRow? audit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.JoinTokens.Add(new JoinTokenEntity
        {
            Id = token.Id,
            Secret = secret,
            CreatedAt = token.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = token.ExpiresAt.ToUnixTimeMilliseconds(),
        });
        Record(database, audit);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<JoinTokenRow>> JoinTokensAsync(string? afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.JoinTokens.AsNoTracking().Where(row => afterId == null || string.Compare(row.Id, afterId) > 0)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => new JoinTokenRow(row.Id, Time(row.CreatedAt), Time(row.ExpiresAt), row.SpentBy))];
    }

    public Task<bool> RemoveJoinTokenAsync(string id, AuditRow? audit, CancellationToken cancellation) =>
        RemoveAsync(database => database.JoinTokens.Where(row => row.Id == id), audit, cancellation);

    public async Task<byte[]?> JoinTokenSecretAsync(string id, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var at = now.ToUnixTimeMilliseconds();
        return await database.JoinTokens.Where(row => row.Id == id && row.SpentBy == null && row.ExpiresAt > at)
            .Select(row => row.Secret).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<bool> SpendJoinTokenAsync(string id, string machineId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var at = now.ToUnixTimeMilliseconds();

        // One statement decides who was first. The secret is of no more use.
        return await database.JoinTokens.Where(row => row.Id == id && row.SpentBy == null && row.ExpiresAt > at)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.SpentBy, machineId).SetProperty(r => r.Secret, Array.Empty<byte>()), cancellation)
            .ConfigureAwait(false) == 1;
    }

    public async Task<bool> WasJoinTokenSpentByAsync(string id, string machineId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.JoinTokens.AnyAsync(row => row.Id == id && row.SpentBy == machineId, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> PasswordHashesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var at = now.ToUnixTimeMilliseconds();
        return await database.Passwords.Where(row => row.ExpiresAt == null || row.ExpiresAt > at)
            .OrderByDescending(row => row.Id).Select(row => row.Hash).ToListAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<bool> HasPasswordAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.Passwords.AnyAsync(row => row.ExpiresAt == null, cancellation).ConfigureAwait(false);
    }

    public async Task SetPasswordAsync(string argonHash, DateTimeOffset now, DateTimeOffset earlierUntil, AuditRow? audit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var until = earlierUntil.ToUnixTimeMilliseconds();
        await database.Passwords.Where(row => row.ExpiresAt == null || row.ExpiresAt > until)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.ExpiresAt, until), cancellation).ConfigureAwait(false);
        database.Passwords.Add(new PasswordEntity { Hash = argonHash, CreatedAt = now.ToUnixTimeMilliseconds() });
        Record(database, audit);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<AnswerRow?> AnswerAsync(string tokenId, string key, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var oldest = (now - AnswersKept).ToUnixTimeMilliseconds();
        var row = await database.Answers.AsNoTracking()
            .FirstOrDefaultAsync(row => row.TokenId == tokenId && row.Key == key && row.At >= oldest, cancellation).ConfigureAwait(false);
        return row is null ? null : new AnswerRow(row.TokenId, row.Key, row.BodyHash, row.Status, row.Body, Time(row.At));
    }

    // A second writer would find the database locked by the group commit and sleep 150 ms at a time, and make it sleep in turn.
    public Task AddAnswerAsync(AnswerRow answer, CancellationToken cancellation) =>
        commits.CommitAsync([new StorageChange.KeepAnswer(answer)]).WaitAsync(cancellation);

    private async Task<ApiTokenRow?> ApiTokenAsync(Expression<Func<ApiTokenEntity, bool>> which, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await WithAccounts(database, database.ApiTokens.Where(which)).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : ToRow(row.Token, row.Account);
    }

    private async Task<bool> RemoveAsync<T>(Func<FleetDbContext, IQueryable<T>> which, AuditRow? audit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (await which(database).ExecuteDeleteAsync(cancellation).ConfigureAwait(false) == 0)
        {
            return false;
        }

        Record(database, audit);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    internal static ApiTokenEntity ToEntity(ApiTokenRow token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Role = token.Role,
        Hash = token.Hash,
        CreatedAt = token.CreatedAt.ToUnixTimeMilliseconds(),
        ExpiresAt = token.ExpiresAt?.ToUnixTimeMilliseconds(),
        AccountId = token.Account?.Id,
    };

    private static void Record(FleetDbContext database, AuditRow? audit)
    {
        if (audit is not null)
        {
            database.Audit.Add(AuditMapping.Of(audit));
        }
    }

    private static IQueryable<TokenAndAccount> WithAccounts(FleetDbContext database, IQueryable<ApiTokenEntity> tokens) =>
        from token in tokens.AsNoTracking()
        join account in database.Accounts.AsNoTracking() on token.AccountId equals account.Id into owners
        from owner in owners.DefaultIfEmpty()
        orderby token.Id
        select new TokenAndAccount(token, owner);

    // Whose account is gone has no account's rights: its tokens went with it, and this is for one that was being made meanwhile.
    private static ApiTokenRow ToRow(ApiTokenEntity row, Account? owner) => new(
        row.Id,
        row.Name,
        row.Role,
        row.Hash,
        Time(row.CreatedAt),
        row.ExpiresAt is { } expires ? Time(expires) : null,
        row.AccountId is not { } account ? null : owner is null ? new TokenAccount(account, "", "", Disabled: true) : new TokenAccount(account, owner.UserName!, owner.Role, owner.Disabled),
        row.LastUsedAt is { } used ? Time(used) : null);

    private sealed record TokenAndAccount(ApiTokenEntity Token, Account? Account);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
