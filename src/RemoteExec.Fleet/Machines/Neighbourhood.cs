using System.Net;

namespace RemoteExec.Fleet.Machines;

/// <summary>Who can wake whom: a machine on the same network, whose agent knows how.</summary>
public sealed class Neighbourhood
{
    /// <summary>The extension of agents that wake others.</summary>
    public const string Extension = "wake";

    /// <summary>So many neighbours are asked at most: one may be on a network that only looks the same.</summary>
    public const int MostRelays = 3;

    private readonly ILookup<string, Machine> _byNetwork;

    /// <param name="fleet">Machines that may wake others.</param>
    public Neighbourhood(IEnumerable<Machine> fleet) =>
        _byNetwork = fleet.Where(machine => !machine.Revoked && machine.Extensions.Contains(Extension))
            .SelectMany(machine => NetworksOf(machine).Select(network => (network, machine)))
            .ToLookup(pair => pair.network, pair => pair.machine, StringComparer.Ordinal);

    /// <summary>Those on a network of a machine, by name; the machine itself is none of them.</summary>
    /// <param name="sleeper">Who is to be woken.</param>
    public IReadOnlyList<Machine> Of(Machine sleeper)
    {
        ArgumentNullException.ThrowIfNull(sleeper);
        return
        [
            .. NetworksOf(sleeper).SelectMany(network => _byNetwork[network]).Where(machine => machine.Id != sleeper.Id)
                .DistinctBy(machine => machine.Id).OrderBy(machine => machine.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Why a machine that is away cannot be woken by any of these; null: it can.</summary>
    /// <param name="sleeper">The machine.</param>
    public string? FindObstacle(Machine sleeper)
    {
        ArgumentNullException.ThrowIfNull(sleeper);
        return sleeper.Networks.Count == 0 ? $"{sleeper.Name} has never told a hardware address by which it could be woken; switch it on by hand once, with our agent"
            : Of(sleeper).Count == 0 ? $"nobody who is there is on a network of {sleeper.Name} ({string.Join(", ", NetworksOf(sleeper))}); keep a machine with our agent switched on there"
            : null;
    }

    /// <summary>The hardware addresses by which a machine is woken.</summary>
    /// <param name="sleeper">The machine.</param>
    public static IReadOnlyList<string> MacsOf(Machine sleeper)
    {
        ArgumentNullException.ThrowIfNull(sleeper);
        return [.. sleeper.Networks.Select(network => network.Mac).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    // As texts: 192.0.2.7/24 and 192.0.2.99/24 are both 192.0.2.0/24.
    private static IEnumerable<string> NetworksOf(Machine machine) =>
        machine.Networks.SelectMany(network => network.Addresses).Select(NetworkOf).OfType<string>().Distinct(StringComparer.Ordinal);

    private static string? NetworkOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || !IPAddress.TryParse(text.AsSpan(0, slash), out var address) || !int.TryParse(text.AsSpan(slash + 1), out var prefix))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (prefix < 1 || prefix > bytes.Length * 8 || address.IsIPv6LinkLocal)
        {
            return null;
        }

        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
