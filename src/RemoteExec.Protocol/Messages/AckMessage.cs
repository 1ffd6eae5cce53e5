using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>ack</c>: what the server has committed.</summary>
/// <param name="Seq">Everything up to this sequence; null: nothing new.</param>
/// <param name="Output">Everything before these offsets; null: nothing new.</param>
public sealed record AckMessage(
    [property: JsonConverter(typeof(WholeInt64Converter))] long? Seq = null, IReadOnlyList<OutputAck>? Output = null) : WireMessage;

/// <summary>How much of a stream is stored.</summary>
/// <param name="Id">The start's id.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="Offset">Everything before it is stored.</param>
public sealed record OutputAck(
    WireId Id,
    [property: JsonConverter(typeof(OutputStreamConverter))] WireStream Stream,
    [property: JsonConverter(typeof(WholeInt64Converter))] long Offset);
