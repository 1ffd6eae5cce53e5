using RemoteExec.Storage.Auditing;

namespace RemoteExec.Storage.Access;

/// <summary>API tokens, join tokens, the agents' passwords and answers that may be asked for again. A change comes with its row of the audit, and both are one transaction; null: it is nobody's.</summary>
public interface IAccessStore
{
    /// <summary>Keeps a new API token.</summary>
    Task AddApiTokenAsync(ApiTokenRow token, AuditRow? audit, CancellationToken cancellation);

    /// <summary>The token with this SHA-256 hash, expired or not; null when there is none or it was revoked.</summary>
    Task<ApiTokenRow?> ApiTokenAsync(byte[] hash, CancellationToken cancellation);

    /// <summary>The token with this id, expired or not.</summary>
    Task<ApiTokenRow?> ApiTokenAsync(string id, CancellationToken cancellation);

    /// <summary>By rising id, those after <paramref name="afterId"/>; with an account only its own.</summary>
    Task<IReadOnlyList<ApiTokenRow>> ApiTokensAsync(string? accountId, string? afterId, int limit, CancellationToken cancellation);

    /// <summary>Forgets one; false when there was none.</summary>
    Task<bool> RemoveApiTokenAsync(string id, AuditRow? audit, CancellationToken cancellation);

    /// <summary>Keeps a new join token with its secret, which its proof needs in clear.</summary>
    Task AddJoinTokenAsync(JoinTokenRow token, byte[] secret, AuditRow? audit, CancellationToken cancellation);

    /// <summary>By rising id, those after <paramref name="afterId"/>.</summary>
    Task<IReadOnlyList<JoinTokenRow>> JoinTokensAsync(string? afterId, int limit, CancellationToken cancellation);

    /// <summary>Forgets one; false when there was none.</summary>
    Task<bool> RemoveJoinTokenAsync(string id, AuditRow? audit, CancellationToken cancellation);

    /// <summary>The secret of a join token that can be used now; null when it is unknown, spent or expired.</summary>
    Task<byte[]?> JoinTokenSecretAsync(string id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Spends a join token, once: false when somebody else was first, or it has expired.</summary>
    Task<bool> SpendJoinTokenAsync(string id, string machineId, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Whether it was this machine that spent a join token.</summary>
    Task<bool> WasJoinTokenSpentByAsync(string id, string machineId, CancellationToken cancellation);

    /// <summary>The hashes that count now, the current one first.</summary>
    Task<IReadOnlyList<string>> PasswordHashesAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Whether agents have a password at all.</summary>
    Task<bool> HasPasswordAsync(CancellationToken cancellation);

    /// <summary>Makes this hash the password; the earlier ones hold until <paramref name="earlierUntil"/>.</summary>
    Task SetPasswordAsync(string argonHash, DateTimeOffset now, DateTimeOffset earlierUntil, AuditRow? audit, CancellationToken cancellation);

    /// <summary>The answer that was given to this key of this token; null when there is none younger than a day.</summary>
    Task<AnswerRow?> AnswerAsync(string tokenId, string key, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Keeps an answer for a day.</summary>
    Task AddAnswerAsync(AnswerRow answer, CancellationToken cancellation);
}

/// <summary>An API token without the token.</summary>
/// <param name="Role">The most that it allows.</param>
/// <param name="Account">Whose it is, and what that account may do at this moment; null: it belongs to none.</param>
public sealed record ApiTokenRow(
    string Id, string Name, string Role, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, TokenAccount? Account = null, DateTimeOffset? LastUsedAt = null);

/// <summary>The account that a token belongs to.</summary>
public sealed record TokenAccount(string Id, string Name, string Role, bool Disabled);

/// <summary>A join token without its secret.</summary>
/// <param name="Id">Unpadded base64url of 16 bytes, as on the wire.</param>
public sealed record JoinTokenRow(string Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? SpentBy);

/// <summary>An answer that a repeated request gets again.</summary>
/// <param name="BodyHash">SHA-256 of the request's body.</param>
public sealed record AnswerRow(string TokenId, string Key, byte[] BodyHash, int Status, byte[] Body, DateTimeOffset At);
