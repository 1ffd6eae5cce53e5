namespace RemoteExec.Server.Stores;

/// <summary>API tokens, join tokens, the agents' passwords and answers that may be asked for again.</summary>
internal interface IAccessStore
{
    Task AddApiTokenAsync(ApiTokenRow token, CancellationToken cancellation);

    /// <summary>The token with this SHA-256 hash, expired or not; null when there is none or it was revoked.</summary>
    Task<ApiTokenRow?> ApiTokenAsync(byte[] hash, CancellationToken cancellation);

    /// <summary>By rising id, those after <paramref name="afterId"/>.</summary>
    Task<IReadOnlyList<ApiTokenRow>> ApiTokensAsync(string? afterId, int limit, CancellationToken cancellation);

    Task<bool> RemoveApiTokenAsync(string id, CancellationToken cancellation);

    Task AddJoinTokenAsync(JoinTokenRow token, byte[] secret, CancellationToken cancellation);

    Task<IReadOnlyList<JoinTokenRow>> JoinTokensAsync(string? afterId, int limit, CancellationToken cancellation);

    Task<bool> RemoveJoinTokenAsync(string id, CancellationToken cancellation);

    /// <summary>Whether agents have a password at all.</summary>
    Task<bool> HasPasswordAsync(CancellationToken cancellation);

    /// <summary>Makes this hash the password; the earlier ones hold until <paramref name="earlierUntil"/>.</summary>
    Task SetPasswordAsync(string argonHash, DateTimeOffset earlierUntil, CancellationToken cancellation);

    /// <summary>The answer that was given to this key of this token; null when there is none younger than a day.</summary>
    Task<AnswerRow?> AnswerAsync(string tokenId, string key, CancellationToken cancellation);

    Task AddAnswerAsync(AnswerRow answer, CancellationToken cancellation);
}

/// <summary>An API token without the token.</summary>
internal sealed record ApiTokenRow(string Id, string Name, string Role, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>A join token without its secret.</summary>
/// <param name="Id">Unpadded base64url of 16 bytes, as on the wire.</param>
internal sealed record JoinTokenRow(string Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string? SpentBy);

/// <summary>An answer that a repeated request gets again.</summary>
/// <param name="BodyHash">SHA-256 of the request's body.</param>
internal sealed record AnswerRow(string TokenId, string Key, byte[] BodyHash, int Status, byte[] Body, DateTimeOffset At);
