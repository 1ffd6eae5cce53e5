using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>What reading from a channel gave.</summary>
public enum ChannelReadKind
{
    /// <summary>A packet.</summary>
    Packet,

    /// <summary>Something the protocol answers with an error; see <see cref="ChannelRead.Fault"/>. After 200 reading may go on, after anything else it may not.</summary>
    Fault,

    /// <summary>The peer closed between two frames.</summary>
    Closed,

    /// <summary>The stream ended inside a frame, or was reset: nothing of that frame was processed.</summary>
    Truncated,
}

/// <summary>One thing that came from the peer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Packet">The packet, for <see cref="ChannelReadKind.Packet"/>.</param>
/// <param name="Fault">The fault, for <see cref="ChannelReadKind.Fault"/>.</param>
public readonly record struct ChannelRead(ChannelReadKind Kind, Packet? Packet = null, WireFault Fault = default);
