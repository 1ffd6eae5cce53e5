using System.Collections.Frozen;
using System.Net;

namespace RemoteExec.Server.Settings;

/// <summary>
/// One setting: how its text is read. The sentence that comes back says what would have been right; null means it was.
/// </summary>
internal delegate string? SettingReader(string text, ref ServerSettings settings);

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

    internal static FrozenDictionary<string, SettingReader> All { get; } = new Dictionary<string, SettingReader>
    {
        [Data] = ReadData,
        [Listen] = ReadListen,
        [Http] = ReadHttp,
        [PostgresFile] = (string _, ref ServerSettings _) => NoPostgres,
        [Postgres] = (string _, ref ServerSettings _) => NoPostgres,
        [JsonLogs] = (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "true", "false", out var json);
            settings = settings with { JsonLogs = json };
            return problem;
        },
        ["ipPool"] = ReadIpPool,
        ["plain"] = (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "allow", "deny", out var allowed);
            settings = settings with { Admission = settings.Admission with { PlainAllowed = allowed } };
            return problem;
        },
        ["metrics"] = (string text, ref ServerSettings settings) =>
        {
            var problem = ReadChoice(text, "open", "closed", out var open);
            settings = settings with { MetricsOpen = open };
            return problem;
        },
        ["retentionDays"] = Number(1, 36_500, (s, n) => s with { RetentionDays = n }),
        ["auditDays"] = Number(Storage.StorageOptions.LeastAuditDays, 36_500, (s, n) => s with { AuditDays = n }),
        ["trustedProxies"] = (string text, ref ServerSettings settings) =>
        {
            var problem = ReadNetworks(text, out var proxies);
            settings = settings with { TrustedProxies = proxies };
            return problem;
        },
        ["limits.connections"] = Number(16, 1_000_000, (s, n) => s with { Limits = s.Limits with { Connections = n } }),
        ["limits.unauthenticated"] = Number(1, 100_000, (s, n) => s with { Limits = s.Limits with { Unauthenticated = n } }),
        ["limits.unauthenticatedPerAddress"] = Number(1, 100_000, (s, n) => s with { Limits = s.Limits with { UnauthenticatedPerAddress = n } }),
        ["limits.requestBodyBytes"] = Number(1_024, 64 * 1024 * 1024, (s, n) => s with { Limits = s.Limits with { RequestBodyBytes = n } }),
        ["rateLimits.passwordFailures"] = Number(1, 1_000, (s, n) => s with { Limits = s.Limits with { PasswordFailures = n } }),
        ["rateLimits.passwordBackOffSeconds"] = Number(1, 86_400, (s, n) => s with { Limits = s.Limits with { PasswordBackOff = TimeSpan.FromSeconds(n) } }),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

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

    private static SettingReader Number(int least, int most, Func<ServerSettings, int, ServerSettings> apply) =>
        (string text, ref ServerSettings settings) =>
        {
            if (!int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) || number < least || number > most)
            {
                return $"must be a whole number from {least} to {most}";
            }

            settings = apply(settings, number);
            return null;
        };

    private static string? ReadChoice(string text, string yes, string no, out bool value)
    {
        value = string.Equals(text, yes, StringComparison.OrdinalIgnoreCase);
        return value || string.Equals(text, no, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"must be \"{yes}\" or \"{no}\"";
    }
}
