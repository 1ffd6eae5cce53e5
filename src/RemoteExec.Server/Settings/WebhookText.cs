using System.Text.Json;
using System.Text.Json.Serialization;
using RemoteExec.Fleet.Notices;

namespace RemoteExec.Server.Settings;

/// <summary>Webhooks as they stand in the settings: a JSON list, or what is in one.</summary>
internal static class WebhookText
{
    internal const int Most = 32;
    internal const int LeastSecret = 16;
    internal const int MostSecret = 256;

    private const int MostUrl = 2_048;

    internal const string Allowed = "a list of at most 32 {name, url, secret, events, off}: a name of letters, digits, - _ or ., an http or https URL, a secret of 16–256 characters";

    /// <summary>Reads a list; a sentence comes back when it is none.</summary>
    internal static string? TryParse(string text, out List<WebhookDocument> webhooks)
    {
        webhooks = [];
        var trimmed = text.Trim();
        try
        {
            webhooks = JsonSerializer.Deserialize(trimmed.StartsWith('[') ? trimmed : $"[{trimmed}]", WebhookJson.Strict.ListWebhookDocument) ?? [];
        }
        catch (JsonException)
        {
            return $"must be {Allowed}";
        }

        return webhooks.Count > Most ? $"must be a list of at most {Most} webhooks" : null;
    }

    internal static string Write(IEnumerable<WebhookDocument> webhooks) => JsonSerializer.Serialize([.. webhooks], WebhookJson.Strict.ListWebhookDocument);

    /// <summary>Checks each; a sentence comes back when one is not right.</summary>
    internal static string? TryRead(string text, out IReadOnlyList<WebhookSettings> settings)
    {
        settings = [];
        if (TryParse(text, out var webhooks) is { } malformed)
        {
            return malformed;
        }

        for (var i = 0; i < webhooks.Count; i++)
        {
            if (FindProblem(webhooks[i]) is { } wrong)
            {
                return $"must be {Allowed}; [{i}].{wrong}";
            }
        }

        if (webhooks.GroupBy(webhook => webhook.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return $"must have names of their own; \"{twice.Key}\" is there twice";
        }

        settings = [.. webhooks.Select(webhook => new WebhookSettings(webhook.Name!, new Uri(webhook.Url!), webhook.Secret, webhook.Events, webhook.Off))];
        return null;
    }

    private static string? FindProblem(WebhookDocument webhook)
    {
        if (webhook.Name is null || NoticeRecipients.FindWebhookProblem(webhook.Name) is not null)
        {
            return "name is missing or has other characters";
        }

        if (webhook.Url is not { Length: <= MostUrl } || !Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "url must be http or https, without user, password or fragment";
        }

        if (webhook.Secret is { } secret && (secret.Length is < LeastSecret or > MostSecret || secret.Any(char.IsControl)))
        {
            return $"secret must have {LeastSecret}–{MostSecret} characters";
        }

        return webhook.Events?.FirstOrDefault(word => NoticeKinds.All.All(kind => kind.ToWord() != word)) is not null
            ? $"events must be some of {string.Join(", ", NoticeKinds.All.Select(kind => kind.ToWord()))}"
            : null;
    }
}

/// <summary>One webhook as it is written.</summary>
internal sealed record WebhookDocument
{
    public string? Name { get; init; }

    public string? Url { get; init; }

    public string? Secret { get; init; }

    /// <summary>Only shown; what a caller sends back is ignored.</summary>
    public bool? SecretSet { get; init; }

    public IReadOnlyList<string>? Events { get; init; }

    public bool Off { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? "";
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(List<WebhookDocument>))]
internal sealed partial class WebhookJson : JsonSerializerContext
{
    internal static WebhookJson Strict => Default;
}
