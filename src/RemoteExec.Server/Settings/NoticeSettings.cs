using System.Net;
using RemoteExec.Fleet.Notices;

namespace RemoteExec.Server.Settings;

/// <summary>How people are told what happens in runs.</summary>
internal sealed record NoticeSettings
{
    /// <summary>Where people reach the server, for links; null: notices have none.</summary>
    public Uri? PublicUrl { get; init; }

    public SmtpSettings Smtp { get; init; } = new();

    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];

    /// <summary>Inward addresses that webhooks may lead to all the same.</summary>
    public WebhookAllow Allow { get; init; } = WebhookAllow.Nothing;

    /// <summary>Notices for one recipient within an hour.</summary>
    public int PerHour { get; init; } = NoticeRules.UsualPerHour;
}

/// <summary>How a mail server's connection is protected.</summary>
internal enum SmtpSecurity
{
    None,
    StartTls,
    Tls,
}

/// <summary>The mail server.</summary>
internal sealed record SmtpSettings
{
    /// <summary>Null: no mail is sent.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The address that notices come from.</summary>
    public string? From { get; init; }

    /// <summary>For connecting, and for each step of the conversation.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The certificate that is taken although nobody known vouches for it: <c>SHA256:…</c></summary>
    public string? Fingerprint { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>Somebody's program that is told over HTTP.</summary>
/// <param name="Name">What sequences call it.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Secret">What its messages are signed with; null: it was lost with the key, and nothing is sent.</param>
/// <param name="Events">Kinds it is told; null: all.</param>
/// <param name="Off">It is told nothing now.</param>
internal sealed record WebhookSettings(string Name, Uri Url, string? Secret, IReadOnlyList<string>? Events, bool Off)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Inward addresses and hosts that webhooks may lead to.</summary>
internal sealed record WebhookAllow(IReadOnlyList<IPNetwork> Networks, IReadOnlyList<string> Hosts)
{
    internal static WebhookAllow Nothing { get; } = new([], []);
}
