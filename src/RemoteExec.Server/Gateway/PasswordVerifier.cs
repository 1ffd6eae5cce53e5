using System.Security.Cryptography;
using System.Text;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Gateway;

/// <summary>
/// Checks the agents' password. Argon2id costs tens of milliseconds and much memory by design, so at most two run at a time, and a right password is remembered as an HMAC
/// under a key that lives only here: ten thousand agents that return at once cost one hash.
/// </summary>
internal sealed class PasswordVerifier(IAccessStore store, TimeProvider time) : IDisposable
{
    private const int HashesAtATime = 2;
    private static readonly TimeSpan HashesReadAgainAfter = TimeSpan.FromSeconds(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _argon = new(HashesAtATime);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Known _known = new([], [], null);

    internal async ValueTask<bool> IsRightAsync(string password, CancellationToken cancel)
    {
        var known = await KnownAsync(cancel).ConfigureAwait(false);
        var bytes = Encoding.UTF8.GetBytes(password);
        var tag = HMACSHA256.HashData(_key, bytes);
        if (known.Right.Any(right => CryptographicOperations.FixedTimeEquals(right, tag)))
        {
            return true;
        }

        await _argon.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Another connection may have found out while this one waited.
            known = _known;
            if (known.Right.Any(right => CryptographicOperations.FixedTimeEquals(right, tag)))
            {
                return true;
            }

            if (!await Task.Run(() => known.Hashes.Any(hash => PasswordHash.Verify(hash, bytes)), cancel).ConfigureAwait(false))
            {
                return false;
            }

            _known = known with { Right = [.. known.Right, tag] };
            return true;
        }
        finally
        {
            _argon.Release();
        }
    }

    public void Dispose()
    {
        _argon.Dispose();
        _reading.Dispose();
    }

    // A rotation by another process (the command line) is noticed within a second; what was right under other hashes is forgotten.
    private async ValueTask<Known> KnownAsync(CancellationToken cancel)
    {
        var now = time.Moment();
        if (now - _known.ReadAt < HashesReadAgainAfter)
        {
            return _known;
        }

        await _reading.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (!(now - _known.ReadAt < HashesReadAgainAfter))
            {
                var hashes = await store.PasswordHashesAsync(time.GetUtcNow(), cancel).ConfigureAwait(false);
                _known = hashes.SequenceEqual(_known.Hashes) ? _known with { ReadAt = now } : new Known(hashes, [], now);
            }

            return _known;
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Known(IReadOnlyList<string> Hashes, IReadOnlyList<byte[]> Right, TimeSpan? ReadAt);
}
