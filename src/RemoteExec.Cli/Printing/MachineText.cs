using System.Globalization;
using System.Text.Json;
using RemoteExec.Api.Machines;

namespace RemoteExec.Cli.Printing;

/// <summary>What a machine's agent told of it, as lines for people. It may hold anything: what is not as expected is left out, or shown as it came.</summary>
internal static class MachineText
{
    private const double Gibibyte = 1024d * 1024 * 1024;

    // "agent" has a line of its own.
    private static readonly string[] Hidden = ["agent"];

    /// <summary>One row per fact.</summary>
    internal static IEnumerable<(string Name, string Value)> Facts(JsonElement? facts) =>
        facts is { ValueKind: JsonValueKind.Object } known
            ? known.EnumerateObject().Where(fact => !Hidden.Contains(fact.Name)).Select(fact => (fact.Name, Value(fact)))
            : [];

    /// <summary>What another computer with the same key is, and what to do about it.</summary>
    internal static IEnumerable<(string Name, string Value)> Clone(CloneResource? clone)
    {
        if (clone is not null)
        {
            yield return ("cloned", $"since {clone.Since.ToString("u", CultureInfo.InvariantCulture)} another computer has its key, and each takes the other's place: {clone.Other.Host} {string.Join(' ', clone.Other.Addresses)} {string.Join(' ', clone.Other.Macs)}".TrimEnd());
            yield return ("", "on the copy: stop the agent, delete identity.key in its data folder, and start it with a new join token or the password");
        }
    }

    /// <summary>One line per allowed folder, with what is in it.</summary>
    internal static IEnumerable<string> Folders(JsonElement? folders) =>
        folders is { ValueKind: JsonValueKind.Array } known ? known.EnumerateArray().Select(Folder) : [];

    private static string Folder(JsonElement folder)
    {
        var programs = Count(folder, out var cut);
        return $"{Text(folder, "path")}  ({programs}{(cut ? "+" : "")} programs)";
    }

    private static int Count(JsonElement folder, out bool cut)
    {
        cut = folder.ValueKind == JsonValueKind.Object && folder.TryGetProperty("truncated", out var truncated) && truncated.ValueKind == JsonValueKind.True;
        var count = Items(folder, "files").Count();
        foreach (var inner in Items(folder, "folders"))
        {
            count += Count(inner, out var innerCut);
            cut |= innerCut;
        }

        return count;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement folder, string name) =>
        folder.ValueKind == JsonValueKind.Object && folder.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Text(JsonElement folder, string name) =>
        folder.ValueKind == JsonValueKind.Object && folder.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "?";

    private static string Value(JsonProperty fact) =>
        fact.Name == "memory" && fact.Value.ValueKind == JsonValueKind.Number && fact.Value.TryGetInt64(out var bytes) ? $"{bytes / Gibibyte:0.0} GiB"
        : fact.Value.ValueKind == JsonValueKind.String ? fact.Value.GetString()!
        : fact.Value.GetRawText();
}
