using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// Cuts what is too much for one packet. Any peer: 256 entries and 98,264 bytes of JSON. LE4 peers lose their place when a frame arrives in pieces, so for them a frame
/// stays within 1,400 bytes where that is possible, and <c>setup</c> drops what does not fit (docs/protocol.md §10).
/// </summary>
public static class PacketParts
{
    /// <summary>Splits a message where it can be split: between the entries of its array.</summary>
    /// <param name="message">Any message.</param>
    /// <param name="dialect">The peer's.</param>
    /// <returns>One or more messages that say the same, in order. One that cannot be split comes back whole, however large.</returns>
    public static IEnumerable<WireMessage> Split(WireMessage message, FrameDialect dialect) => message switch
    {
        ExecuteMessage execute => SplitList(execute.Entries, (part, _) => new ExecuteMessage(part), dialect),
        ExecutedMessage executed => SplitList(executed.Entries, (part, isLast) => new ExecutedMessage(part, isLast ? executed.Sequence : null), dialect),
        ProcessStatusMessage status => SplitList(status.Entries, (part, isLast) => new ProcessStatusMessage(part, isLast ? status.Sequence : null), dialect),
        KillMessage kill => SplitList(kill.Processes, (part, _) => new KillMessage(part, kill.Grace), dialect),
        AckMessage { Output: { } output } ack => SplitList(output, (part, isLast) => new AckMessage(isLast ? ack.Seq : null, part), dialect),
        SetupMessage setup when dialect == FrameDialect.LE4 => [Cut(setup)],
        _ => [message],
    };

    /// <summary>Whether <see cref="Split"/> would give the message back as it is, known without writing it: true for nearly all that is sent.</summary>
    internal static bool IsOnePart(WireMessage message, FrameDialect dialect) => message switch
    {
        ExecuteMessage execute => execute.Entries.Count <= 1,
        ExecutedMessage executed => executed.Entries.Count <= 1,
        ProcessStatusMessage status => status.Entries.Count <= 1,
        KillMessage kill => kill.Processes.Count <= 1,
        AckMessage ack => ack.Output is null or { Count: <= 1 },
        SetupMessage => dialect != FrameDialect.LE4,
        _ => true,
    };

    // What is acknowledged by one number is acknowledged with its last part: "everything up to here".
    private static IEnumerable<WireMessage> SplitList<T>(
        IReadOnlyList<T> entries, Func<IReadOnlyList<T>, bool, WireMessage> make, FrameDialect dialect, bool isLast = true)
    {
        var whole = make(entries, isLast);
        if (entries.Count <= 1 || (entries.Count <= MessageLimits.MaxEntries && Fits(whole, dialect)))
        {
            return [whole];
        }

        // Halves keep the order, and end with single entries, which cannot be split further.
        var half = entries.Count / 2;
        return SplitList([.. entries.Take(half)], make, dialect, isLast: false).Concat(SplitList([.. entries.Skip(half)], make, dialect, isLast));
    }

    private static SetupMessage Cut(SetupMessage setup)
    {
        SetupMessage[] candidates =
        [
            setup,
            setup with { Facts = default, Networks = null, Instance = null },
            setup with { Facts = default, Networks = null, Instance = null, ExecutableTree = default },
            new SetupMessage { Id = setup.Id, Name = setup.Name },
        ];
        return candidates.FirstOrDefault(candidate => Fits(candidate, FrameDialect.LE4)) ?? candidates[^1];
    }

    private static bool Fits(WireMessage message, FrameDialect dialect)
    {
        using var writer = new PacketWriter();
        var json = writer.Write(message, dialect).Length;
        return json <= FrameLimits.MaxJsonLength
            && (dialect != FrameDialect.LE4 || FrameWriter.FrameSize(dialect, BoxSealer.SealedLength(json)) <= FrameLimits.LegacyFrameTarget);
    }
}
