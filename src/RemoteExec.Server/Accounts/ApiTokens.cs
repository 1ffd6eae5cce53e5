using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Accounts;

/// <summary>Who holds a token.</summary>
/// <param name="Id">The token's.</param>
/// <param name="Name">The account's name, or that of a token that belongs to none.</param>
/// <param name="Role">What it may do now: the lesser of what the token allows and what the account may.</param>
/// <param name="Account">Null: it belongs to none.</param>
internal sealed record ApiCaller(string Id, string Name, string Role, TokenAccount? Account);

/// <summary>
/// API tokens: 32 random bytes behind <c>rxa_</c>; only their SHA-256 is stored. That is looked up by its hash, so a guess
/// learns nothing from how long the answer takes. What was found is remembered for a second, so that a token revoked by
/// another process stops as soon; one revoked here, or whose account was changed here, stops at once.
/// </summary>
internal sealed class ApiTokens(IAccessStore store, TokenUse use, TimeProvider time)
{
    private const string Label = "rxa_";
    private const int SecretLength = 32;
    private const int MostRemembered = 1_024;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (ApiTokenRow Row, long Since)> _recent = new(StringComparer.Ordinal);
    private long _generation;

    /// <summary>Makes a token that belongs to no account; its text is in the answer and nowhere else.</summary>
    /// <param name="by">Who makes it; null: the server itself, for nobody's audit.</param>
    internal async Task<(ApiTokenRow Row, string Text)> CreateAsync(string name, string role, TimeSpan? life, Caller? by, CancellationToken cancellation)
    {
        var (row, text) = New(name, role, life, account: null);
        await store.AddApiTokenAsync(row, by is null ? null : Created(row, by), cancellation).ConfigureAwait(false);
        return (row, text);
    }

    /// <summary>A token that is not stored yet.</summary>
    internal (ApiTokenRow Row, string Text) New(string name, string role, TimeSpan? life, TokenAccount? account)
    {
        var text = Label + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretLength));
        var now = time.GetUtcNow();
        return (new ApiTokenRow(Convert.ToHexStringLower(Guid.CreateVersion7(now).ToByteArray(bigEndian: true)), name, role, Hash(text), now, now + life, account), text);
    }

    /// <summary>What the audit says of a new token.</summary>
    internal static AuditRow Created(ApiTokenRow row, Caller by) =>
        by.Row(row.CreatedAt, "token.create", row.Id, $"{row.Name}: {row.Role}, {(row.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd HH:mm} UTC" : "until it is revoked")}");

    /// <summary>The holder of a token; null when it is unknown, revoked or expired, or its account is disabled.</summary>
    internal async Task<ApiCaller?> FindAsync(string text, CancellationToken cancellation)
    {
        if (!text.StartsWith(Label, StringComparison.Ordinal) || text.Length > 64)
        {
            return null;
        }

        var hash = Hash(text);
        var key = Convert.ToHexString(hash);
        if (!_recent.TryGetValue(key, out var found) || time.GetElapsedTime(found.Since) >= Remembered)
        {
            var generation = Volatile.Read(ref _generation);
            if (await store.ApiTokenAsync(hash, cancellation).ConfigureAwait(false) is not { } row)
            {
                _recent.TryRemove(key, out _);
                return null;
            }

            found = (row, time.GetTimestamp());
            Remember(key, found, generation);
        }

        if (found.Row.ExpiresAt <= time.GetUtcNow() || found.Row.Account is { Disabled: true })
        {
            return null;
        }

        use.Used(found.Row);
        return new(found.Row.Id, found.Row.Account?.Name ?? found.Row.Name, EffectiveRole(found.Row), found.Row.Account);
    }

    /// <summary>The lesser of what a token allows and what its account may do.</summary>
    internal static string EffectiveRole(ApiTokenRow row) => row.Account is { } account ? Roles.Lesser(row.Role, account.Role) : row.Role;

    /// <summary>Revokes a token from the next request on.</summary>
    internal async Task<bool> RevokeAsync(ApiTokenRow token, Caller by, CancellationToken cancellation)
    {
        var detail = token.Account is { } account ? $"{token.Name} of {account.Name}" : token.Name;
        var removed = await store.RemoveApiTokenAsync(token.Id, by.Row(time.GetUtcNow(), "token.revoke", token.Id, detail), cancellation).ConfigureAwait(false);
        Forget();
        return removed;
    }

    /// <summary>Something that tokens depend on has changed: each is looked up anew.</summary>
    internal void Forget()
    {
        // Who read the old state and has not remembered it yet never will.
        Interlocked.Increment(ref _generation);
        _recent.Clear();
    }

    private void Remember(string key, (ApiTokenRow Row, long Since) found, long generation)
    {
        if (_recent.Count >= MostRemembered)
        {
            _recent.Clear();
        }

        _recent[key] = found;
        if (Volatile.Read(ref _generation) != generation)
        {
            _recent.TryRemove(key, out _);
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
