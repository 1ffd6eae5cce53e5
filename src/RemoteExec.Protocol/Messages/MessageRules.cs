using System.Text;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// What the types of the messages cannot say: ranges, and arrays without holes and within their limit (docs/protocol.md §7, §9, §12). A message that breaks a rule is a
/// packet of the wrong shape. Whoever receives a message may rely on it.
/// </summary>
internal static class MessageRules
{
    internal static bool Allow(WireMessage message) => message switch
    {
        ProcessStatusMessage status => status.Entries.All(entry => entry.Attempt is null or >= 1),
        KillMessage kill => IsList(kill.Processes) && kill.Grace is null or >= 0 and <= MessageLimits.MaxGraceMilliseconds,
        AckMessage ack => ack.Seq is null or >= 0 && (ack.Output is null || (IsList(ack.Output) && ack.Output.All(piece => piece.Offset >= 0))),
        OutputMessage output => output.Pieces.All(IsPiece) && output.Pieces.Sum(LengthOf) <= MessageLimits.MaxOutputBytes,
        SnapshotMessage snapshot => snapshot.HighestId is >= 0 and <= MessageLimits.MaxIntegerId,
        BrowsedMessage browsed => IsList(browsed.Files) && IsList(browsed.Folders),
        SetupMessage setup => (setup.Addresses is null || IsList(setup.Addresses))
            && (setup.Networks is null || (IsList(setup.Networks) && setup.Networks.All(network => IsList(network.Addresses))))
            && (setup.Labels is null || (setup.Labels.Count <= MessageLimits.MaxEntries && !setup.Labels.Values.Contains(null))),
        WakeMessage wake => wake.Macs.Count is >= 1 and <= MessageLimits.MaxMacs && wake.Macs.All(HardwareAddress.IsValid),
        ByeMessage bye => bye.ReconnectAfter is null or >= 0,
        _ => true,
    };

    private static bool IsList<T>(IReadOnlyList<T> entries) => entries.Count <= MessageLimits.MaxEntries && !entries.Contains(default);

    private static bool IsPiece(OutputPiece piece) => piece.Offset >= 0 && (piece.Text is null) != (piece.Bytes is null);

    private static long LengthOf(OutputPiece piece) => piece.Bytes?.Length ?? Encoding.UTF8.GetByteCount(piece.Text!);
}
