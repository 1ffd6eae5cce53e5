using System.Collections.Frozen;
using System.Net;

namespace RemoteExec.Server.Settings;

/// <summary>Every key that may stand in the settings file, in the environment or behind an option.</summary>
internal static class SettingKeys
{
    internal const string Data = "data";
    internal const string Listen = "listen";
    internal const string Http = "http";
    internal const string PostgresFile = "postgresFile";
    internal const string Postgres = "postgres";
    internal const string JsonLogs = "jsonLogs";

    private const string NoPostgres =
        "this version stores in SQLite only; leave it out, and the data folder holds the database";

    private const string AtTheStart = "it is needed before anything else; change it in the settings file or with its option, and start the server again";

    /// <summary>Every key, by its name.</summary>
    internal static FrozenDictionary<string, SettingKey> All { get; } = new SettingKey[]
    {
        new(Data, "a folder", null, ReadData) { NeedsRestart = AtTheStart },
        new(Listen, "HOST:PORT; port 0 takes any free one", "[::]:1875", ReadListen),
        new(Http, "http://HOST:PORT", "http://127.0.0.1:1876", ReadHttp) { NeedsRestart = "who sends this uses it; change it in the settings file or with --http, and start the server again" },
        new(PostgresFile, "not in this version", null, (string _, ref ServerSettings _) => NoPostgres) { NeedsRestart = NoPostgres, IsSecret = true },
        new(Postgres, "not in this version", null, (string _, ref ServerSettings _) => NoPostgres) { NeedsRestart = NoPostgres, IsSecret = true },
        new(JsonLogs, "true or false", "false", (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "true", "false", out var json);
            settings = settings with { JsonLogs = json };
            return problem;
        }) { NeedsRestart = AtTheStart },
        new("ipPool", "a list of CIDR ranges; []: nobody; unset: everybody", null, ReadIpPool) { Shape = SettingShape.List },
        new("plain", "allow or deny", "allow", (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "allow", "deny", out var allowed);
            settings = settings with { Admission = settings.Admission with { PlainAllowed = allowed } };
            return problem;
        }),
        new("metrics", "open or closed", "open", (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "open", "closed", out var open);
            settings = settings with { MetricsOpen = open };
            return problem;
        }),
        Number("retentionDays", 1, 36_500, "30", (s, n) => s with { RetentionDays = n }),
        Number("retentionMegabytes", 0, 10_000_000, "0", (s, n) => s with { RetentionMegabytes = n }),
        Number("auditDays", Storage.StorageOptions.LeastAuditDays, 36_500, "400", (s, n) => s with { AuditDays = n }),
        new("trustedProxies", "a list of CIDR ranges whose X-Forwarded-For is believed; []: none", "", (string text, ref ServerSettings settings) =>
        {
            var problem = ReadNetworks(text, out var proxies);
            settings = settings with { TrustedProxies = proxies };
            return problem;
        }) { Shape = SettingShape.List, NeedsRestart = "who asks is judged by it from the first request on; change it in the settings file or with its option, and start the server again" },
        Number("limits.connections", 16, 1_000_000, null, (s, n) => s with { Limits = s.Limits with { Connections = n } }) with { NeedsRestart = AtTheStart },
        Number("limits.unauthenticated", 1, 100_000, "256", (s, n) => s with { Limits = s.Limits with { Unauthenticated = n } }),
        Number("limits.unauthenticatedPerAddress", 1, 100_000, "8", (s, n) => s with { Limits = s.Limits with { UnauthenticatedPerAddress = n } }),
        Number("limits.requestBodyBytes", 1_024, 64 * 1024 * 1024, "1048576", (s, n) => s with { Limits = s.Limits with { RequestBodyBytes = n } }),
        Number("rateLimits.passwordFailures", 1, 1_000, "5", (s, n) => s with { Limits = s.Limits with { PasswordFailures = n } }),
        Number("rateLimits.passwordBackOffSeconds", 1, 86_400, "300", (s, n) => s with { Limits = s.Limits with { PasswordBackOff = TimeSpan.FromSeconds(n) } }),
    }
    .Concat(NoticeSettingKeys.All).ToFrozenDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);

    private static string? ReadData(string text, ref ServerSettings settings)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            return "must name a folder";
        }

        settings = settings with { DataDirectory = Path.GetFullPath(text) };
        return null;
    }

    private static string? ReadListen(string text, ref ServerSettings settings)
    {
        if (!ListenAddress.TryParse(text, out var endPoint))
        {
            return "must be HOST:PORT with an IP address, \"localhost\" or \"*\" as host and a port of 0…65535, for example [::]:1875";
        }

        settings = settings with { Listen = endPoint };
        return null;
    }

    private static string? ReadHttp(string text, ref ServerSettings settings)
    {
        if (!ListenAddress.TryParseUrl(text, out var endPoint))
        {
            return "must be a URL such as http://127.0.0.1:1876, with an IP address, \"localhost\" or \"*\" as host and no path; https belongs to a proxy in front";
        }

        settings = settings with { Http = endPoint };
        return null;
    }

    private static string? ReadIpPool(string text, ref ServerSettings settings)
    {
        var problem = ReadNetworks(text, out var pool);
        settings = problem is null ? settings with { Admission = settings.Admission with { IpPool = pool } } : settings;
        return problem;
    }

    private static string? ReadNetworks(string text, out List<IPNetwork> pool)
    {
        pool = [];
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!CidrText.TryParse(entry, out var network))
            {
                return $"must be a list of CIDR ranges such as 10.0.0.0/8 or fd00::/8, written in full; \"{Escaped.Text(entry, 64)}\" is not one";
            }

            pool.Add(network);
        }

        return null;
    }

    private static SettingKey Number(string name, int least, int most, string? usual, Func<ServerSettings, int, ServerSettings> apply) =>
        new(name, $"{least}–{most}", usual, (string text, ref ServerSettings settings) =>
        {
            if (!int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) || number < least || number > most)
            {
                return $"must be a whole number from {least} to {most}";
            }

            settings = apply(settings, number);
            return null;
        })
        { Shape = SettingShape.Number };

    private static string? ReadChoice(string text, string yes, string no, out bool value)
    {
        value = string.Equals(text, yes, StringComparison.OrdinalIgnoreCase);
        return value || string.Equals(text, no, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"must be \"{yes}\" or \"{no}\"";
    }
}
