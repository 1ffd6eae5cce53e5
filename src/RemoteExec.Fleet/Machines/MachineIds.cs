using System.Security.Cryptography;
using System.Text;

namespace RemoteExec.Fleet.Machines;

/// <summary>Ids of machines: derived, so that nobody can choose another's.</summary>
public static class MachineIds
{
    private const int HashBytes = 10;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>The id of an agent with a key: <c>m-</c> and 16 characters (docs/protocol.md §9.1).</summary>
    /// <param name="agentKey">Its Ed25519 key, 32 bytes.</param>
    public static string OfAgent(ReadOnlySpan<byte> agentKey) => "m-" + Base32(SHA256.HashData(agentKey).AsSpan(0, HashBytes));

    /// <summary>The id of a client that is known by its address.</summary>
    /// <param name="slotName">As <see cref="PlainSlots.NameOf"/> gives it.</param>
    public static string OfSlot(string slotName) => "p-" + Base32(SHA256.HashData(Encoding.UTF8.GetBytes(slotName)).AsSpan(0, HashBytes));

    /// <summary>Whether a text has the shape of an id: a machine that calls itself by another's would be taken for it.</summary>
    /// <param name="text">Any text.</param>
    public static bool LooksLikeOne(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 2 + (HashBytes * 8 / 5)
            && (text.StartsWith("m-", StringComparison.OrdinalIgnoreCase) || text.StartsWith("p-", StringComparison.OrdinalIgnoreCase))
            && text.Skip(2).All(c => Alphabet.Contains(char.ToLowerInvariant(c), StringComparison.Ordinal));
    }

    // 10 bytes are 16 characters exactly: no padding (RFC 4648 §6).
    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var buffer = 0;
        var bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Alphabet[(buffer >> bits) & 31]);
            }
        }

        return text.ToString();
    }
}
