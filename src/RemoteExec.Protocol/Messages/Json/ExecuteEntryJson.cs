using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>
/// An execute entry as it came. Every member is kept raw, because a bad one refuses its entry and not the packet; <see cref="ExecuteEntryReader"/> judges.
/// </summary>
internal sealed record ExecuteEntryJson
{
    public JsonElement Id { get; init; }

    public JsonElement Name { get; init; }

    public JsonElement Delay { get; init; }

    public JsonElement Application { get; init; }

    public JsonElement Path { get; init; }

    public JsonElement Arguments { get; init; }

    public JsonElement Environment { get; init; }

    public JsonElement WorkingDirectory { get; init; }

    public JsonElement Timeout { get; init; }

    public JsonElement Restart { get; init; }

    public JsonElement Stop { get; init; }

    public JsonElement Limits { get; init; }

    public JsonElement Ready { get; init; }

    [JsonIgnore]
    internal bool HasReserved => IsPresent(Restart) || IsPresent(Stop) || IsPresent(Limits) || IsPresent(Ready);

    internal static bool IsPresent(JsonElement element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);
}
