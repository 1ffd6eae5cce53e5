using RemoteExec.Protocol.Errors;

namespace RemoteExec.Protocol.Messages;

/// <summary>One packet that passed every check.</summary>
/// <param name="Error">The peer's error; then there are no messages. Null otherwise.</param>
/// <param name="Messages">The known keys of <c>data</c>, in order.</param>
public sealed record Packet(WireErrorCode? Error, IReadOnlyList<WireMessage> Messages)
{
    /// <summary>The only message of a packet with one known key, which is every packet our own ends send; null otherwise.</summary>
    public WireMessage? Single => Messages.Count == 1 ? Messages[0] : null;
}
