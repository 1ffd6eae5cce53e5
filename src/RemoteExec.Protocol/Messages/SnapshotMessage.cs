using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>snapshot</c>: the client has said all it answers for.</summary>
/// <param name="Complete">False when it lost its memory of older ids.</param>
/// <param name="HighestId">The highest integer id it ever received from this server; 0: none.</param>
public sealed record SnapshotMessage(
    bool Complete, [property: JsonConverter(typeof(WholeInt64Converter))] long HighestId) : WireMessage;
