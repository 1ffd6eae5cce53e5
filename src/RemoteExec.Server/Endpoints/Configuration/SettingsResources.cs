using System.Text.Json;
using System.Text.Json.Nodes;
using RemoteExec.Api.Settings;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Endpoints.Configuration;

/// <summary>From settings to what callers see. Secrets are not among it.</summary>
internal static class SettingsResources
{
    internal static SettingsResource Of(EffectiveSettings effective, LiveSettings live)
    {
        var settings = live.Current;
        return new SettingsResource(
            effective.Stored.Version,
            [.. SettingKeys.All.Values.Where(key => key.Name is not (SettingKeys.Postgres or SettingKeys.PostgresFile)).OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => One(key, settings))]);
    }

    private static SettingResource One(SettingKey key, ServerSettings settings)
    {
        var isSet = settings.Origins.TryGetValue(key.Name, out var set);
        return new SettingResource
        {
            Name = key.Name,
            Value = key.IsSecret ? null : key.Name == SettingKeys.Data ? Json(key, settings.DataDirectory, settings) : isSet ? Json(key, set.Text, settings) : Json(key, key.Default, settings),
            Default = Json(key, key.Default, settings),
            Source = (isSet ? set.Origin : SettingOrigin.BuiltIn).ToWord(),
            Range = key.Allowed,
            Secret = key.IsSecret,
            Set = isSet && set.Text.Length > 0,
            Fixed = key.NeedsRestart ?? (settings.FixedBy(key.Name) is { } place ? $"it is fixed by {place}" : null),
        };
    }

    private static JsonElement? Json(SettingKey key, string? text, ServerSettings settings) => text is null ? null : key.Shape switch
    {
        SettingShape.Number when JsonNode.Parse(text) is { } number => Element(number),
        SettingShape.List => Element(new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(entry => (JsonNode)entry)])),
        SettingShape.Webhooks => Element(Webhooks(text, settings)),
        _ => Element(JsonValue.Create(text)),
    };

    private static JsonArray Webhooks(string text, ServerSettings settings) =>
        WebhookText.TryParse(text, out var webhooks) is null
            ? [.. webhooks.Select(webhook => new JsonObject
            {
                ["name"] = webhook.Name,
                ["url"] = webhook.Url,
                ["events"] = webhook.Events is { } events ? new JsonArray([.. events.Select(word => (JsonNode)word)]) : null,
                ["off"] = settings.Notices.Webhooks.Any(one => one.Off && string.Equals(one.Name, webhook.Name, StringComparison.OrdinalIgnoreCase)),
                ["secretSet"] = webhook.Secret is not null,
            })]
            : [];

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
