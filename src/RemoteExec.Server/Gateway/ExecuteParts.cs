using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Server.Gateway;

/// <summary>Cuts what an operator asked for into packets: each holds at most 256 entries, and no more JSON than a frame can carry.</summary>
internal static class ExecuteParts
{
    /// <summary>What an entry that is too large for any packet is answered.</summary>
    internal static readonly string TooLarge = $"its arguments and environment do not fit one packet of the protocol ({FrameLimits.MaxJsonLength} bytes); put them in a file";

    /// <summary>The packets, in order, and the entries that are too large for any.</summary>
    /// <param name="entries">Whatever their number.</param>
    /// <param name="dialect">Of the peer.</param>
    /// <param name="spare">Bytes that each packet must leave free.</param>
    internal static (IReadOnlyList<ExecuteMessage> Messages, IReadOnlyList<ExecuteEntry> TooLarge) Of(IEnumerable<ExecuteEntry> entries, FrameDialect dialect, int spare = 0)
    {
        using var writer = new PacketWriter();
        var empty = writer.Write(new ExecuteMessage([]), dialect).Length;
        var envelope = empty + spare;
        var messages = new List<ExecuteMessage>();
        var tooLarge = new List<ExecuteEntry>();
        var part = new List<ExecuteEntry>();
        var length = envelope;
        foreach (var entry in entries)
        {
            // And the comma between two.
            var own = writer.Write(new ExecuteMessage([entry]), dialect).Length - empty + 1;
            if (envelope + own > FrameLimits.MaxJsonLength)
            {
                tooLarge.Add(entry);
                continue;
            }

            if (part.Count == MessageLimits.MaxEntries || length + own > FrameLimits.MaxJsonLength)
            {
                messages.Add(new ExecuteMessage(part));
                part = [];
                length = envelope;
            }

            part.Add(entry);
            length += own;
        }

        if (part.Count > 0)
        {
            messages.Add(new ExecuteMessage(part));
        }

        return (messages, tooLarge);
    }
}
