using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>
/// Cuts messages for LE4 peers, which lose their place when a frame arrives in pieces: arrays are split over packets so that a frame stays within 1,400 bytes where that is
/// possible, and <c>setup</c> drops what does not fit (docs/protocol.md §10).
/// </summary>
public static class LegacyPackets
{
    /// <summary>Splits a message.</summary>
    /// <param name="message">Any message.</param>
    /// <returns>One or more messages that say the same.</returns>
    public static IEnumerable<WireMessage> Split(WireMessage message) => message switch
    {
        ExecuteMessage execute => SplitList(execute.Entries, part => new ExecuteMessage(part)),
        ExecutedMessage executed => SplitList(executed.Entries, part => new ExecutedMessage(part)),
        ProcessStatusMessage status => SplitList(status.Entries, part => new ProcessStatusMessage(part)),
        KillMessage kill => SplitList(kill.Processes, part => new KillMessage(part, kill.Grace)),
        SetupMessage setup => [Cut(setup)],
        _ => [message],
    };

    private static IEnumerable<WireMessage> SplitList<T>(IReadOnlyList<T> entries, Func<IReadOnlyList<T>, WireMessage> make)
    {
        if (entries.Count <= 1 || Fits(make(entries)))
        {
            return [make(entries)];
        }

        // Halves keep the order, and end with single entries, which cannot be split further.
        var half = entries.Count / 2;
        return SplitList([.. entries.Take(half)], make).Concat(SplitList([.. entries.Skip(half)], make));
    }

    private static SetupMessage Cut(SetupMessage setup)
    {
        SetupMessage[] candidates =
        [
            setup,
            setup with { Facts = default },
            setup with { Facts = default, ExecutableTree = default },
            new SetupMessage { Id = setup.Id, Name = setup.Name },
        ];
        return candidates.FirstOrDefault(Fits) ?? candidates[^1];
    }

    private static bool Fits(WireMessage message)
    {
        using var writer = new PacketWriter();
        var json = writer.Write(message, FrameDialect.LE4).Length;
        return json <= FrameLimits.MaxJsonLength
            && FrameWriter.FrameSize(FrameDialect.LE4, BoxSealer.SealedLength(json)) <= FrameLimits.LegacyFrameTarget;
    }
}
