using System.Globalization;
using System.Net;
using RemoteExec.Api.Common;
using RemoteExec.Fleet.Notices;

namespace RemoteExec.Server.Settings;

/// <summary>The keys about notices.</summary>
internal static class NoticeSettingKeys
{
    internal const string SmtpPassword = "smtp.password";
    internal const string Webhooks = "webhooks";

    private const int MostAllowed = 256;
    private const string FingerprintPrefix = "SHA256:";

    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(2);

    internal static IEnumerable<SettingKey> All { get; } =
    [
        new("publicUrl", "an http or https URL such as https://control.example.org", null, ReadPublicUrl),
        new("smtp.host", "a host name or an IP address; \"\": no mail", null, (string text, ref ServerSettings settings) => Smtp(
            ref settings, text.Length == 0 || Uri.CheckHostName(text) != UriHostNameType.Unknown, s => s with { Host = text.Length == 0 ? null : text }, "must be a host name or an IP address")),
        new("smtp.port", "1–65535", "587", (string text, ref ServerSettings settings) => Smtp(
            ref settings, IsNumber(text, 1, 65_535, out var port), s => s with { Port = port }, "must be a whole number from 1 to 65535")) { Shape = SettingShape.Number },
        new("smtp.security", "none, starttls or tls", "starttls", ReadSecurity),
        new("smtp.user", "at most 255 characters; \"\": none", null, (string text, ref ServerSettings settings) => Smtp(
            ref settings, IsLine(text, 255), s => s with { User = text.Length == 0 ? null : text }, "must have at most 255 characters, none of them a control character")),
        new(SmtpPassword, "at most 1,024 characters", null, (string text, ref ServerSettings settings) => Smtp(
            ref settings, IsLine(text, 1_024), s => s with { Password = text.Length == 0 ? null : text }, "must have at most 1,024 characters, none of them a control character")) { IsSecret = true },
        new("smtp.from", "an e-mail address", null, (string text, ref ServerSettings settings) => Smtp(
            ref settings, NoticeRecipients.IsAddress(text), s => s with { From = text }, "must be an e-mail address such as remoteexec@example.org")),
        new("smtp.timeout", "1s–2m", "20s", (string text, ref ServerSettings settings) => Smtp(
            ref settings, DurationText.TryParse(text, out var time) && time >= LeastTimeout && time <= MostTimeout, s => s with { Timeout = time }, "must be a time from 1s to 2m, for example 20s")),
        new("smtp.fingerprint", "SHA256: and the unpadded base64 of the hash of the mail server's certificate; \"\": none", null, (string text, ref ServerSettings settings) => Smtp(
            ref settings, text.Length == 0 || IsFingerprint(text), s => s with { Fingerprint = text.Length == 0 ? null : text }, "must be SHA256: and 43 characters, as the failed test says it")),
        new(Webhooks, WebhookText.Allowed, "", ReadWebhooks) { Shape = SettingShape.Webhooks },
        new("webhookAllow", "a list of at most 256 CIDR ranges and host names", "", ReadAllow) { Shape = SettingShape.List },
        new("notices.perHour", "1–1000", "20", (string text, ref ServerSettings settings) =>
        {
            var isOne = IsNumber(text, 1, 1_000, out var number);
            settings = isOne ? settings with { Notices = settings.Notices with { PerHour = number } } : settings;
            return isOne ? null : "must be a whole number from 1 to 1000";
        }) { Shape = SettingShape.Number },
    ];

    /// <summary>What does not fit together, by key.</summary>
    internal static IEnumerable<(string Key, string Sentence)> FindConflicts(NoticeSettings notices)
    {
        var smtp = notices.Smtp;
        if (smtp is { Host: not null, From: null })
        {
            yield return ("smtp.from", "must be given, because smtp.host is: the address that notices come from");
        }

        if (smtp is { Host: not null, User: not null, Security: SmtpSecurity.None })
        {
            yield return ("smtp.security", "must be starttls or tls, because smtp.user is given: a password does not cross the network in the clear");
        }

        if (notices.Webhooks.FirstOrDefault(webhook => webhook.Secret is null && !webhook.Off) is { } unsigned)
        {
            yield return (Webhooks, $"must have a secret each; {unsigned.Name} has none");
        }
    }

    private static string? ReadPublicUrl(string text, ref ServerSettings settings)
    {
        Uri? url = null;
        if (text.Length > 0
            && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || text.Length > 1_024))
        {
            return "must be an http or https URL without query, such as https://control.example.org";
        }

        settings = settings with { Notices = settings.Notices with { PublicUrl = url } };
        return null;
    }

    private static string? ReadSecurity(string text, ref ServerSettings settings)
    {
        SmtpSecurity? security = text.ToLowerInvariant() switch
        {
            "none" => SmtpSecurity.None,
            "starttls" => SmtpSecurity.StartTls,
            "tls" => SmtpSecurity.Tls,
            _ => null,
        };
        return Smtp(ref settings, security is not null, s => s with { Security = security!.Value }, "must be \"none\", \"starttls\" or \"tls\"");
    }

    private static string? ReadWebhooks(string text, ref ServerSettings settings)
    {
        if (WebhookText.TryRead(text, out var webhooks) is { } wrong)
        {
            return wrong;
        }

        settings = settings with { Notices = settings.Notices with { Webhooks = webhooks } };
        return null;
    }

    private static string? ReadAllow(string text, ref ServerSettings settings)
    {
        List<IPNetwork> networks = [];
        List<string> hosts = [];
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (CidrText.TryParse(entry, out var network))
            {
                networks.Add(network);
            }
            else if (Uri.CheckHostName(entry) == UriHostNameType.Dns && !char.IsAsciiDigit(entry[^1]))
            {
                hosts.Add(entry);
            }
            else
            {
                return $"must be a list of CIDR ranges and host names; \"{Escaped.Text(entry, 64)}\" is neither";
            }
        }

        if (networks.Count + hosts.Count > MostAllowed)
        {
            return $"must have at most {MostAllowed} entries";
        }

        settings = settings with { Notices = settings.Notices with { Allow = new WebhookAllow(networks, hosts) } };
        return null;
    }

    private static string? Smtp(ref ServerSettings settings, bool isRight, Func<SmtpSettings, SmtpSettings> apply, string otherwise)
    {
        if (!isRight)
        {
            return otherwise;
        }

        settings = settings with { Notices = settings.Notices with { Smtp = apply(settings.Notices.Smtp) } };
        return null;
    }

    private static bool IsNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool IsLine(string text, int most) => text.Length <= most && !text.Any(char.IsControl);

    private static bool IsFingerprint(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        return text.StartsWith(FingerprintPrefix, StringComparison.Ordinal)
            && text.Length == FingerprintPrefix.Length + 43
            && Convert.TryFromBase64String(text[FingerprintPrefix.Length..] + "=", hash, out var written) && written == 32;
    }
}
