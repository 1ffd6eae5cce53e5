using System.Text.Json;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Settings;

/// <summary>A merge patch (RFC 7396) of settings, by full name; null: it is taken back.</summary>
internal sealed class SettingsPatch
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Dictionary<string, string?> _changes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Texts as they would stand in the environment, by name.</summary>
    internal IReadOnlyDictionary<string, string?> Changes => _changes;

    /// <summary>Reads one; what is wrong goes to <paramref name="errors"/>.</summary>
    internal static SettingsPatch Read(ReadOnlyMemory<byte> body, FieldErrors errors)
    {
        var patch = new SettingsPatch();
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                patch.Take(document.RootElement, "", errors);
                if (patch._changes.Count == 0 && errors.Count == 0)
                {
                    errors.Add("The body", "must name a setting, for example {\"retentionDays\": 60}");
                }
            }
            else
            {
                errors.Add("The body", "must be a JSON object");
            }
        }
        catch (JsonException)
        {
            errors.Add("The body", "is not a valid JSON object");
        }

        return patch;
    }

    private void Take(JsonElement parent, string prefix, FieldErrors errors)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Null && Below(name) is { Count: > 0 } below)
            {
                below.ForEach(key => _changes[key.Name] = null);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && !SettingKeys.All.ContainsKey(name))
            {
                Take(member.Value, name + ".", errors);
            }
            else if (!SettingKeys.All.TryGetValue(name, out var known))
            {
                errors.Add(Escaped.Text(name, 64), "is not a setting; GET /api/v1/settings lists them");
            }
            else if (!_changes.TryAdd(known.Name, Text(member.Value, known.Shape)))
            {
                errors.Add(known.Name, "is given twice");
            }
            else if (_changes[known.Name] is null && member.Value.ValueKind != JsonValueKind.Null)
            {
                errors.Add(known.Name, $"must be {known.Allowed}");
            }
        }
    }

    private static List<SettingKey> Below(string group) =>
        [.. SettingKeys.All.Values.Where(key => key.NeedsRestart is null && key.Name.StartsWith(group + ".", StringComparison.OrdinalIgnoreCase))];

    // Null also for what has the wrong shape altogether.
    private static string? Text(JsonElement value, SettingShape shape) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array when shape == SettingShape.Webhooks => value.GetRawText(),
        JsonValueKind.Array when shape == SettingShape.List && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            string.Join(',', value.EnumerateArray().Select(item => item.GetString())),
        _ => null,
    };
}
