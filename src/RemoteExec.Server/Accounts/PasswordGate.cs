using System.Collections.Concurrent;
using Microsoft.AspNetCore.Identity;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Accounts;

/// <summary>
/// What all who show a password pass: guesses at one name come one after the other, few are hashed at a time, and names that nobody has are counted, locked and hashed as if somebody had
/// them, so that neither the answer nor its time tells which names there are.
/// </summary>
internal sealed class PasswordGate(IPasswordHasher<Account> hasher, TimeProvider time) : IDisposable
{
    /// <summary>Wrong passwords from one address, whatever the names, before it has to wait; they are forgiven after as long a pause.</summary>
    internal const int MostOfAnAddress = 50;

    private const int HashesAtATime = 2;
    private const int Turns = 64;

    private static readonly Account Stranger = new() { UserName = "", Role = Roles.Viewer };

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly SemaphoreSlim _hashing = new(HashesAtATime, HashesAtATime);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _told = new(StringComparer.Ordinal);
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Stranger, Guid.NewGuid().ToString()));

    /// <summary>Names that no account has.</summary>
    internal FailureCounter Names { get; } = new(AccountRules.WrongPasswords, AccountRules.LockedFor, window: null, time);

    internal FailureCounter Addresses { get; } = new(MostOfAnAddress, AccountRules.LockedFor, AccountRules.LockedFor, time);

    /// <summary>Waits until nobody else tries this name.</summary>
    internal async Task<IDisposable> TurnAsync(string name, CancellationToken cancellation)
    {
        var turn = _turns[(uint)StringComparer.Ordinal.GetHashCode(name) % Turns];
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        return new Held(turn);
    }

    /// <summary>Whether it is the account's password; without an account never, and after as much work.</summary>
    internal async Task<bool> IsRightAsync(Account? account, string password, CancellationToken cancellation)
    {
        await _hashing.WaitAsync(cancellation).ConfigureAwait(false);
        using var held = new Held(_hashing);
        return await Task.Run(() => hasher.VerifyHashedPassword(account ?? Stranger, account?.PasswordHash ?? _nobodysHash.Value, password), cancellation).ConfigureAwait(false)
            != PasswordVerificationResult.Failed && account is not null;
    }

    /// <summary>What is stored of a password.</summary>
    internal async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        await _hashing.WaitAsync(cancellation).ConfigureAwait(false);
        using var held = new Held(_hashing);
        return await Task.Run(() => hasher.HashPassword(Stranger, password), cancellation).ConfigureAwait(false);
    }

    /// <summary>True the first time that a lock is met: the audit tells of it once, however often somebody knocks.</summary>
    internal bool TellsOf(string key, DateTimeOffset until)
    {
        if (_told.Count >= FailureCounter.MostKeys)
        {
            _told.Clear();
        }

        var isNews = !_told.TryGetValue(key, out var told) || told != until;
        _told[key] = until;
        return isNews;
    }

    public void Dispose()
    {
        _hashing.Dispose();
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    private sealed class Held(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
