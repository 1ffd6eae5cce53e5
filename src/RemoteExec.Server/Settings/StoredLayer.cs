using RemoteExec.Server.Data;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Server.Settings;

/// <summary>From what the HTTP interface has set to a layer of settings, with the secrets put in their places.</summary>
internal static class StoredLayer
{
    internal const string Source = "set over HTTP";

    private const string WebhookSecret = "webhooks/";

    /// <summary>Makes the layer. A value that this version does not take is left out: a server that has been exchanged must start all the same.</summary>
    internal static SettingsLayer Of(StoredSettings stored, SettingsVault vault)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, text) in stored.Values)
        {
            var whole = string.Equals(key, NoticeSettingKeys.Webhooks, StringComparison.OrdinalIgnoreCase) ? WithSecrets(text, stored, vault) : text;
            if (Takes(key, whole))
            {
                values[key] = whole;
            }
        }

        if (stored.Secrets.TryGetValue(NoticeSettingKeys.SmtpPassword, out var held) && vault.Open(NoticeSettingKeys.SmtpPassword, held) is { } password)
        {
            values[NoticeSettingKeys.SmtpPassword] = password;
        }

        return new SettingsLayer(Source, values, Strict: false) { Origin = SettingOrigin.Api };
    }

    /// <summary>The name under which a webhook's secret is kept.</summary>
    internal static string SecretOf(string webhook) => WebhookSecret + webhook.ToLowerInvariant();

    /// <summary>Whether a name is that of a webhook's secret.</summary>
    internal static bool IsOfWebhook(string name) => name.StartsWith(WebhookSecret, StringComparison.Ordinal);

    private static bool Takes(string key, string text)
    {
        var nothing = new ServerSettings { DataDirectory = "" };
        return SettingKeys.All.TryGetValue(key, out var known) && known.NeedsRestart is null && known.Read(text, ref nothing) is null;
    }

    // Without its secret a webhook cannot sign: it is told nothing, and shown as off.
    private static string WithSecrets(string text, StoredSettings stored, SettingsVault vault) =>
        WebhookText.TryParse(text, out var webhooks) is null
            ? WebhookText.Write(webhooks.Select(webhook =>
            {
                var secret = webhook.Name is { } name && stored.Secrets.TryGetValue(SecretOf(name), out var held) ? vault.Open(SecretOf(name), held) : null;
                return webhook with { Secret = secret, Off = webhook.Off || secret is null };
            }))
            : text;
}
