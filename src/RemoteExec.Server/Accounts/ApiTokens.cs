using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Accounts;

/// <summary>Who holds a token.</summary>
internal sealed record ApiCaller(string Id, string Name, string Role);

/// <summary>
/// API tokens: 32 random bytes behind <c>rxa_</c>; only their SHA-256 is stored. That is looked up by its hash, so a guess
/// learns nothing from how long the answer takes. What was found is remembered for a second, so that a token revoked by
/// another process stops as soon; one revoked here stops at once.
/// </summary>
internal sealed class ApiTokens(IAccessStore store, TimeProvider time)
{
    private const string Label = "rxa_";
    private const int SecretLength = 32;
    private const int MostRemembered = 1_024;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (ApiTokenRow Row, long Since)> _recent = new(StringComparer.Ordinal);

    /// <summary>Makes a token; its text is in the answer and nowhere else.</summary>
    internal async Task<(ApiTokenRow Row, string Text)> CreateAsync(string name, string role, TimeSpan? life, CancellationToken cancellation)
    {
        var text = Label + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretLength));
        var now = time.GetUtcNow();
        var row = new ApiTokenRow(Convert.ToHexStringLower(Guid.CreateVersion7(now).ToByteArray(bigEndian: true)), name, role, Hash(text), now, now + life);
        await store.AddApiTokenAsync(row, cancellation).ConfigureAwait(false);
        return (row, text);
    }

    /// <summary>The holder of a token; null when it is unknown, revoked or expired.</summary>
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
            if (await store.ApiTokenAsync(hash, cancellation).ConfigureAwait(false) is not { } row)
            {
                _recent.TryRemove(key, out _);
                return null;
            }

            if (_recent.Count >= MostRemembered)
            {
                _recent.Clear();
            }

            found = (row, time.GetTimestamp());
            _recent[key] = found;
        }

        return found.Row.ExpiresAt <= time.GetUtcNow() ? null : new(found.Row.Id, found.Row.Name, found.Row.Role);
    }

    /// <summary>Revokes a token from the next request on.</summary>
    internal async Task<bool> RevokeAsync(string id, CancellationToken cancellation)
    {
        var removed = await store.RemoveApiTokenAsync(id, cancellation).ConfigureAwait(false);
        foreach (var (key, remembered) in _recent)
        {
            if (remembered.Row.Id == id)
            {
                _recent.TryRemove(key, out _);
            }
        }

        return removed;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
