using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>executed</c>: what became of entries of <c>execute</c>.</summary>
/// <param name="Entries">At most 256.</param>
/// <param name="Sequence">The packet's <c>seq</c>; null for peers without a journal.</param>
public sealed record ExecutedMessage(IReadOnlyList<ExecutedEntry> Entries, long? Sequence = null) : WireMessage;

/// <summary>The answer for one entry.</summary>
/// <param name="Id">As it came; null for an entry that had no usable id.</param>
/// <param name="Started">Whether the program was started.</param>
/// <param name="Message">Why not; begins with <c>not found: </c> when the program is not there.</param>
public sealed record ExecutedEntry(WireId? Id, bool Started, [property: JsonConverter(typeof(TextConverter))] string Message = "");
