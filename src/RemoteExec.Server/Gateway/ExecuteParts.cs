using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Server.Gateway;

/// <summary>Cuts what an operator asked for into packets: each holds at most 256 entries, and no more JSON than a frame can carry.</summary>
internal static class ExecuteParts
{
    /// <summary>The packets, in order, and the entries that are too large for any.</summary>
    internal static (IReadOnlyList<ExecuteMessage> Messages, IReadOnlyList<ExecuteEntry> TooLarge) Of(IEnumerable<ExecuteEntry> entries, FrameDialect dialect)
    {
        using var writer = new PacketWriter();
        var envelope = writer.Write(new ExecuteMessage([]), dialect).Length;
        var messages = new List<ExecuteMessage>();
        var tooLarge = new List<ExecuteEntry>();
        var part = new List<ExecuteEntry>();
        var length = envelope;
        foreach (var entry in entries)
        {
            // And the comma between two.
            var own = writer.Write(new ExecuteMessage([entry]), dialect).Length - envelope + 1;
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
