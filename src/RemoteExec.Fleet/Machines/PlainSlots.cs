namespace RemoteExec.Fleet.Machines;

/// <summary>
/// Clients without an identity are known by their address. Several from one address take slots: ADDRESS, ADDRESS#2, … A connection that dies without a word is noticed by
/// TCP keep-alive after 45 s, which frees its slot.
/// </summary>
public static class PlainSlots
{
    /// <summary>The lowest slot that nobody holds.</summary>
    /// <param name="held">Slots of this address that are held now.</param>
    /// <returns>1…</returns>
    public static int LowestFree(IReadOnlySet<int> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        var slot = 1;
        while (held.Contains(slot))
        {
            slot++;
        }

        return slot;
    }

    /// <summary>What a slot is called until someone names its machine.</summary>
    /// <param name="address">The address as text.</param>
    /// <param name="slot">1…</param>
    public static string NameOf(string address, int slot) => slot == 1 ? address : $"{address}#{slot}";
}
