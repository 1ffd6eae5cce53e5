using System.Net;
using System.Net.Sockets;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Gateway;

/// <summary>
/// Slows down guessing: after five wrong passwords from one IPv4 address or one IPv6 /64 the next try must wait 1 s, then 2 s, 4 s… up to 300 s. Only passwords are counted,
/// never keys. What it remembers is bounded: the longest quiet goes first.
/// </summary>
internal sealed class PasswordBackoff(LiveSettings settings, TimeProvider time)
{
    private const int MaxSources = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Record> _sources = [];

    /// <summary>Whether a password from this address may be tried now.</summary>
    internal bool MayTry(IPAddress address)
    {
        lock (_lock)
        {
            return !_sources.TryGetValue(Source(address), out var record) || record.NotBefore <= time.Moment();
        }
    }

    /// <summary>A password from this address was wrong.</summary>
    internal void Failed(IPAddress address)
    {
        lock (_lock)
        {
            var source = Source(address);
            var failures = _sources.GetValueOrDefault(source).Failures + 1;
            if (_sources.Count >= MaxSources && !_sources.ContainsKey(source))
            {
                _sources.Remove(_sources.MinBy(pair => pair.Value.Last).Key);
            }

            var now = time.Moment();
            _sources[source] = new Record(failures, now, now + WaitAfter(failures));
        }
    }

    /// <summary>A password from this address was right: what was before is forgiven.</summary>
    internal void Succeeded(IPAddress address)
    {
        lock (_lock)
        {
            _sources.Remove(Source(address));
        }
    }

    internal TimeSpan WaitAfter(int failures)
    {
        var beyond = failures - settings.Current.Limits.PasswordFailures;
        return beyond < 0 ? TimeSpan.Zero
            : beyond >= 20 ? settings.Current.Limits.PasswordBackOff
            : TimeSpan.FromSeconds(Math.Min(1L << beyond, settings.Current.Limits.PasswordBackOff.TotalSeconds));
    }

    /// <summary>The address itself, or the /64 that a single subscriber of IPv6 has.</summary>
    internal static IPAddress Source(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Record(int Failures, TimeSpan Last, TimeSpan NotBefore);
}
