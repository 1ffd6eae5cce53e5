using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Service;

/// <summary>Puts settings into a settings file: those that are given are replaced, all others stay.</summary>
internal static class SettingsMerge
{
    // Read by people: names in their own letters.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole new content. Comments of the old one are lost.</summary>
    /// <param name="existing">The file's content, valid settings; null: there is no file.</param>
    /// <param name="given">Keys with their texts, as they stand behind options.</param>
    internal static string Merge(string? existing, IReadOnlyDictionary<string, IReadOnlyList<string>> given)
    {
        var settings = existing is null
            ? []
            : JsonNode.Parse(existing, new JsonNodeOptions { PropertyNameCaseInsensitive = true }, SettingsSources.Lenient)!.AsObject();
        foreach (var (key, texts) in given)
        {
            settings[key] = Value(key, texts);
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            settings.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static JsonNode Value(string key, IReadOnlyList<string> texts) => key switch
    {
        SettingKeys.Allow => new JsonArray([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]),
        SettingKeys.Label => Labels(texts),
        SettingKeys.TrustOnFirstUse or SettingKeys.Plain or SettingKeys.JsonLogs => JsonValue.Create(bool.Parse(texts[0])),
        _ => JsonValue.Create(texts[0]),
    };

    private static JsonObject Labels(IReadOnlyList<string> texts)
    {
        var labels = new JsonObject();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            labels[text[..equals].Trim()] = text[(equals + 1)..].Trim();
        }

        return labels;
    }
}
