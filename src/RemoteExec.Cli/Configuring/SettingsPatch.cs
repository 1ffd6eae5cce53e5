using System.Text.Json;
using System.Text.Json.Nodes;
using RemoteExec.Api.Settings;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Configuring;

/// <summary>From what was typed to a merge patch of settings. Secrets come from files only: a command line is seen by everybody on this machine.</summary>
internal sealed class SettingsPatch
{
    private const string Password = "smtp.password";
    private const string Webhooks = "webhooks";

    private readonly JsonObject _patch = [];

    /// <summary>Takes <c>KEY=VALUE</c>. A value that begins with [ is JSON; everything else is taken as text, and the server knows what it means.</summary>
    internal void Set(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new UsageException($"\"{assignment}\" is not KEY=VALUE, for example retentionDays=60; \"remoteexec settings\" lists the keys.");
        }

        var (key, text) = (assignment[..equals], assignment[(equals + 1)..]);
        if (string.Equals(key, Password, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException("A password does not belong on a command line, where everybody on this machine sees it: give --smtp-password-file F, or - for standard input.");
        }

        var value = text.StartsWith('[') ? Parse(key, text) : JsonValue.Create(text);
        if (value is JsonArray list && list.Any(item => item is JsonObject webhook && webhook.ContainsKey("secret")))
        {
            throw new UsageException("A secret does not belong on a command line, where everybody on this machine sees it: give --webhook-secret-file NAME=F, or NAME=- for standard input.");
        }

        _patch[key] = value;
    }

    internal void Unset(string key) => _patch[key] = null;

    internal void SetPassword(string secret) => _patch[Password] = secret;

    /// <summary>Puts a secret into its webhook: one that was typed just now, or one that is there already.</summary>
    internal void SetWebhookSecret(string name, string secret, SettingsResource now)
    {
        if (_patch[Webhooks] is not JsonArray list)
        {
            var value = now.Items.FirstOrDefault(item => item.Name == Webhooks)?.Value;
            list = value is { ValueKind: JsonValueKind.Array } shown ? (JsonArray)JsonNode.Parse(shown.GetRawText())! : [];
            _patch[Webhooks] = list;
        }

        var webhook = list.OfType<JsonObject>().FirstOrDefault(one => one["name"] is JsonValue known && known.TryGetValue<string>(out var text) && string.Equals(text, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"There is no webhook {name}; set it with its secret: remoteexec settings set 'webhooks=[{{\"name\":\"{name}\",\"url\":\"https://…\"}}]' --webhook-secret-file {name}=F");
        webhook["secret"] = secret;
        if (webhook["secretSet"] is JsonValue set && set.TryGetValue<bool>(out var had) && !had)
        {
            // It was off because its secret was lost, with the key.
            webhook["off"] = false;
        }
    }

    internal byte[] ToBytes() => System.Text.Encoding.UTF8.GetBytes(_patch.ToJsonString());

    private static JsonNode? Parse(string key, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new UsageException($"The value of {key} begins with [ and is not a JSON list.");
        }
    }
}
