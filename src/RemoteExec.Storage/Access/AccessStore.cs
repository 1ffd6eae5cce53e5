using Microsoft.EntityFrameworkCore;
using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Access;

/// <summary>Tokens and passwords change rarely and by hand: each change is a transaction of its own. Answers come with every start, so they join the group commit.</summary>
internal sealed class AccessStore(IDbContextFactory<FleetDbContext> databases, IGroupCommit commits) : IAccessStore
{
    internal static readonly TimeSpan AnswersKept = TimeSpan.FromDays(1);

    public async Task AddApiTokenAsync(ApiTokenRow token, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.ApiTokens.Add(new ApiTokenEntity
        {
            Id = token.Id,
            Name = token.Name,
            Role = token.Role,
            Hash = token.Hash,
            CreatedAt = token.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = token.ExpiresAt?.ToUnixTimeMilliseconds(),
        });
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<ApiTokenRow?> ApiTokenAsync(byte[] hash, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.ApiTokens.AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash, cancellation).ConfigureAwait(false);
        return row is null ? null : ToRow(row);
    }

    public async Task<IReadOnlyList<ApiTokenRow>> ApiTokensAsync(string? afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.ApiTokens.AsNoTracking().Where(row => afterId == null || string.Compare(row.Id, afterId) > 0)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(ToRow)];
    }

    public async Task<bool> RemoveApiTokenAsync(string id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ApiTokens.Where(row => row.Id == id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false) > 0;
    }

    public async Task AddJoinTokenAsync(JoinTokenRow token, byte[] secret, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        database.JoinTokens.Add(new JoinTokenEntity
        {
            Id = token.Id,
            Secret = secret,
            CreatedAt = token.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = token.ExpiresAt.ToUnixTimeMilliseconds(),
        });
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<JoinTokenRow>> JoinTokensAsync(string? afterId, int limit, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.JoinTokens.AsNoTracking().Where(row => afterId == null || string.Compare(row.Id, afterId) > 0)
            .OrderBy(row => row.Id).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => new JoinTokenRow(row.Id, Time(row.CreatedAt), Time(row.ExpiresAt), row.SpentBy))];
    }

    public async Task<bool> RemoveJoinTokenAsync(string id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.JoinTokens.Where(row => row.Id == id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false) > 0;
    }

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

    public async Task SetPasswordAsync(string argonHash, DateTimeOffset now, DateTimeOffset earlierUntil, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var until = earlierUntil.ToUnixTimeMilliseconds();
        await database.Passwords.Where(row => row.ExpiresAt == null || row.ExpiresAt > until)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.ExpiresAt, until), cancellation).ConfigureAwait(false);
        database.Passwords.Add(new PasswordEntity { Hash = argonHash, CreatedAt = now.ToUnixTimeMilliseconds() });
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

    private static ApiTokenRow ToRow(ApiTokenEntity row) =>
        new(row.Id, row.Name, row.Role, row.Hash, Time(row.CreatedAt), row.ExpiresAt is { } expires ? Time(expires) : null);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
