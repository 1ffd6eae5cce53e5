using System.Text.Json.Serialization;
using RemoteExec.Protocol.Messages.Json;

namespace RemoteExec.Protocol.Messages;

/// <summary><c>browse</c>: the server asks for one folder.</summary>
/// <param name="Path">Absolute.</param>
public sealed record BrowseMessage(string Path) : WireMessage;

/// <summary><c>browsed</c>: the answer.</summary>
/// <param name="Path">As asked.</param>
/// <param name="Files">Names of programs.</param>
/// <param name="Folders">Names of folders.</param>
/// <param name="Truncated">True when there are more.</param>
/// <param name="Message">Why not; empty when it was read.</param>
public sealed record BrowsedMessage(
    string Path, IReadOnlyList<string> Files, IReadOnlyList<string> Folders, bool Truncated, [property: JsonConverter(typeof(TextConverter))] string Message) : WireMessage;
