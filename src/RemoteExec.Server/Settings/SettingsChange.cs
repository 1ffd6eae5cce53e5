using RemoteExec.Server.Data;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Storage.Settings;

namespace RemoteExec.Server.Settings;

/// <summary>From what is stored and a patch to what will be stored. Secrets are taken out of the texts and sealed.</summary>
internal static class SettingsChange
{
    /// <summary>Makes it; what is wrong goes to <paramref name="errors"/>.</summary>
    internal static StoredSettings Make(StoredSettings before, SettingsPatch patch, SettingsVault vault, FieldErrors errors)
    {
        var values = before.Values.ToDictionary(StringComparer.OrdinalIgnoreCase);
        var secrets = before.Secrets.ToDictionary(StringComparer.Ordinal);
        var off = before.Off;
        foreach (var (name, text) in patch.Changes)
        {
            var known = SettingKeys.All[name];
            if (text is not null && Refuses(known, text) is { } wrong)
            {
                errors.Add(known.Name, wrong);
            }
            else if (known.Name == NoticeSettingKeys.SmtpPassword)
            {
                Put(secrets, known.Name, string.IsNullOrEmpty(text) ? null : vault.Seal(known.Name, text));
            }
            else if (known.Name == NoticeSettingKeys.Webhooks)
            {
                // What the receivers asked for is in the list that the caller was shown.
                off = [];
                Put(values, known.Name, TakeSecrets(text, secrets, vault, errors));
            }
            else
            {
                Put(values, known.Name, text);
            }
        }

        return new StoredSettings(before.Version + 1, values, secrets, off);
    }

    private static string? Refuses(SettingKey known, string text)
    {
        var nothing = new ServerSettings { DataDirectory = "" };
        return known.Read(text, ref nothing);
    }

    // A webhook that comes without its secret, as it was shown, keeps the one it has.
    private static string? TakeSecrets(string? text, Dictionary<string, string> secrets, SettingsVault vault, FieldErrors errors)
    {
        List<WebhookDocument> webhooks = [];
        if (text is not null)
        {
            WebhookText.TryParse(text, out webhooks);
        }

        var named = webhooks.Select(webhook => StoredLayer.SecretOf(webhook.Name!)).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in secrets.Keys.Where(name => StoredLayer.IsOfWebhook(name) && !named.Contains(name)).ToList())
        {
            secrets.Remove(gone);
        }

        for (var i = 0; i < webhooks.Count; i++)
        {
            var name = StoredLayer.SecretOf(webhooks[i].Name!);
            if (webhooks[i].Secret is { } secret)
            {
                secrets[name] = vault.Seal(name, secret);
            }
            else if (!secrets.ContainsKey(name))
            {
                errors.Add($"{NoticeSettingKeys.Webhooks}[{i}].secret", $"must be given for a new webhook: {WebhookText.LeastSecret}–{WebhookText.MostSecret} characters");
            }
        }

        return text is null ? null : WebhookText.Write(webhooks.Select(webhook => webhook with { Secret = null, SecretSet = null }));
    }

    private static void Put(Dictionary<string, string> map, string name, string? value)
    {
        if (value is null)
        {
            map.Remove(name);
        }
        else
        {
            map[name] = value;
        }
    }
}
