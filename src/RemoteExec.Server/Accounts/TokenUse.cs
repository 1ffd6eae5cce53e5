using System.Collections.Concurrent;
using RemoteExec.Storage;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Accounts;

/// <summary>When tokens were last used, to the minute: a write for every request would cost more than it tells.</summary>
internal sealed class TokenUse(IGroupCommit commits, TimeProvider time, ILogger<TokenUse> log)
{
    internal static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>A token was shown. Nobody waits for the record.</summary>
    internal void Used(ApiTokenRow token)
    {
        var now = time.GetUtcNow();
        var last = _written.TryGetValue(token.Id, out var written) ? written : token.LastUsedAt;
        if ((last is { } before && now - before < Grain) || !commits.Health.IsHealthy)
        {
            return;
        }

        if (_written.Count >= MostRemembered)
        {
            _written.Clear();
        }

        _written[token.Id] = now;
        _ = WriteAsync(token.Id, now);
    }

    private async Task WriteAsync(string token, DateTimeOffset now)
    {
        try
        {
            await commits.CommitAsync([new StorageChange.TouchToken(token, now)]).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops: the next life records the next use.
        }
        catch (Exception e)
        {
            AccountLog.NotTouched(log, token, e.Message);
        }
    }
}
