namespace RemoteExec.Fleet.Machines;

/// <summary>What one connection told of the computer behind it: enough to tell two computers with one key apart.</summary>
/// <param name="Instance">A random text of one life of an agent; null when not told.</param>
/// <param name="Host">The computer's own name; empty when not told.</param>
/// <param name="Macs">Its hardware addresses; none when not told.</param>
/// <param name="Addresses">The address it came from, then those it told.</param>
public sealed record MachineSide(string? Instance, string Host, IReadOnlyList<string> Macs, IReadOnlyList<string> Addresses)
{
    /// <summary>For people.</summary>
    public override string ToString() =>
        $"{(Host.Length > 0 ? Host : "(no host name)")} at {string.Join(' ', Addresses)}{(Macs.Count > 0 ? $" ({string.Join(' ', Macs)})" : "")}";

    /// <summary>
    /// Whether another connection certainly comes from another computer, or from another life of an agent. Where both told a life, it alone decides: one life may be given another address,
    /// another name and other cards. Otherwise everything that both told must differ.
    /// </summary>
    /// <param name="other">The other one.</param>
    public bool DiffersFrom(MachineSide other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Instance is not null && other.Instance is not null
            ? Instance != other.Instance
            : Host.Length > 0 && other.Host.Length > 0 && !string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
                && !Addresses.Take(1).SequenceEqual(other.Addresses.Take(1))
                && !Macs.Intersect(other.Macs, StringComparer.Ordinal).Any();
    }
}
