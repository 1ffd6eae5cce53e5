namespace RemoteExec.Server.Accounts;

/// <summary>Counts what went wrong by key, and locks a key for a while after too much of it. What it remembers is bounded: the longest quiet goes first.</summary>
/// <param name="most">So many failures lock.</param>
/// <param name="lockedFor">How long.</param>
/// <param name="window">Failures before a pause as long as this are forgiven; null: none are.</param>
internal sealed class FailureCounter(int most, TimeSpan lockedFor, TimeSpan? window, TimeProvider time)
{
    internal const int MostKeys = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.Ordinal);

    /// <summary>Until when the key is locked; null: it is not.</summary>
    internal DateTimeOffset? LockedUntil(string key)
    {
        lock (_lock)
        {
            return _records.TryGetValue(key, out var record) && record.Until > time.GetUtcNow() ? record.Until : null;
        }
    }

    /// <summary>One more; null, or until when the key is locked now.</summary>
    internal DateTimeOffset? Failed(string key)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var record = _records.GetValueOrDefault(key);
            var failures = (now - record.Last >= window ? 0 : record.Failures) + 1;
            if (_records.Count >= MostKeys && !_records.ContainsKey(key))
            {
                _records.Remove(_records.MinBy(pair => pair.Value.Last).Key);
            }

            DateTimeOffset? until = failures >= most ? now + lockedFor : null;
            _records[key] = new Record(until is null ? failures : 0, now, until);
            return until;
        }
    }

    private readonly record struct Record(int Failures, DateTimeOffset Last, DateTimeOffset? Until);
}
