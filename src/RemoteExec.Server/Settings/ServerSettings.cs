using System.Collections.Immutable;
using System.Net;

namespace RemoteExec.Server.Settings;

/// <summary>Everything that can be set, after the layers were merged and every value was checked.</summary>
internal sealed record ServerSettings
{
    /// <summary>The data folder; absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where agents connect; port 0 means any free port.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.IPv6Any, DefaultAgentPort);

    /// <summary>Where people and programs connect; port 0 means any free port.</summary>
    public IPEndPoint Http { get; init; } = new(IPAddress.Loopback, DefaultHttpPort);

    /// <summary>Who may connect as an agent.</summary>
    public AdmissionSettings Admission { get; init; } = new();

    /// <summary>Bounds on what a peer may occupy.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>Days for which ended processes, their output and events are kept: 1…36,500.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Megabytes that the database may use before the oldest history is forgotten early: 0 (as many as it needs)…10,000,000.</summary>
    public int RetentionMegabytes { get; init; }

    /// <summary>Days for which rows of the audit are kept: 30…36,500.</summary>
    public int AuditDays { get; init; } = 400;

    /// <summary>Proxies whose word about where a request came from is taken (<c>X-Forwarded-For</c>).</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Whether <c>/metrics</c> answers without a token.</summary>
    public bool MetricsOpen { get; init; } = true;

    /// <summary>Log as JSON, one object per line.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>How people are told what happens in runs.</summary>
    public NoticeSettings Notices { get; init; } = new();

    /// <summary>Where each value that is not built in comes from, and its text, by key.</summary>
    public ImmutableDictionary<string, (SettingOrigin Origin, string Text)> Origins { get; init; } =
        ImmutableDictionary.Create<string, (SettingOrigin Origin, string Text)>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands above everything that is set over HTTP, for a sentence; null: nothing does for this key.</summary>
    internal string? FixedBy(string key) => Origins.GetValueOrDefault(key).Origin switch
    {
        SettingOrigin.Environment => "the environment of the server",
        SettingOrigin.Option => "an option of the server's command line",
        _ => null,
    };

    internal const int DefaultAgentPort = 1875;
    internal const int DefaultHttpPort = 1876;
}
