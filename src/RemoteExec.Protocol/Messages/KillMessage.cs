using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>kill</c>: processes to end, politely first.</summary>
/// <param name="Processes">At most 256.</param>
/// <param name="Grace">0…3,600,000 ms; null: 5,000.</param>
public sealed record KillMessage(
    IReadOnlyList<KillEntry> Processes, [property: JsonConverter(typeof(WholeInt32Converter))] int? Grace = null) : WireMessage;

/// <summary>One process to end.</summary>
/// <param name="Id">The start's id.</param>
public sealed record KillEntry([property: JsonRequired] WireId Id);
