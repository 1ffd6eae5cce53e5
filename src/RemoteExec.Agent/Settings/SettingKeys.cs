using System.Collections.Frozen;
using RemoteExec.Agent.Policy;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Settings;

/// <summary>
/// One setting: how its texts are read. The sentence that comes back follows the key and says what would have been right; one about a member of it begins with a dot. Null means it was right.
/// </summary>
internal delegate string? SettingReader(IReadOnlyList<string> texts, ref AgentSettings settings);

/// <summary>Every key that may stand in the settings file, in the environment or behind an option.</summary>
internal static class SettingKeys
{
    internal const int MaxName = 64;

    internal const string Server = "server";
    internal const string Name = "name";
    internal const string TokenFile = "tokenFile";
    internal const string PasswordFile = "passwordFile";
    internal const string Fingerprint = "fingerprint";
    internal const string TrustOnFirstUse = "trustOnFirstUse";
    internal const string Allow = "allow";
    internal const string Dialect = "dialect";
    internal const string Plain = "plain";
    internal const string Label = "label";
    internal const string Data = "data";
    internal const string JsonLogs = "jsonLogs";
    internal const string OnExit = "onExit";
    internal const string Keeper = "keeper";

    /// <summary>Its one text is a JSON object; so is that of <see cref="Programs"/>. Both stand in the file only.</summary>
    internal const string Defaults = "defaults";
    internal const string Programs = "programs";

    internal static FrozenDictionary<string, SettingReader> All { get; } = new Dictionary<string, SettingReader>
    {
        [Server] = ReadServers,
        [Name] = ReadName,
        [TokenFile] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadText(texts, ref s, (settings, text) => settings with { TokenFile = text }),
        [PasswordFile] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadText(texts, ref s, (settings, text) => settings with { PasswordFile = text }),
        [Fingerprint] = ReadFingerprint,
        [TrustOnFirstUse] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadSwitch(texts, ref s, (settings, on) => settings with { TrustOnFirstUse = on }),
        [Allow] = ReadAllow,
        [Dialect] = ReadDialect,
        [Plain] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadSwitch(texts, ref s, (settings, on) => settings with { Plain = on }),
        [Label] = ReadLabels,
        [Data] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadText(texts, ref s, (settings, text) => settings with { DataDirectory = Path.GetFullPath(text) }),
        [JsonLogs] = (IReadOnlyList<string> texts, ref AgentSettings s) => ReadSwitch(texts, ref s, (settings, on) => settings with { JsonLogs = on }),
        [OnExit] = ReadOnExit,
        [Keeper] = ReadKeeper,
        [Defaults] = ProgramDefaultsReader.ReadAll,
        [Programs] = ProgramDefaultsReader.ReadPrograms,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static string? ReadServers(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        var servers = new List<ServerAddress>();
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (!ServerAddress.TryParse(text, out var address))
            {
                return "must be HOST:PORT, several separated by commas, for example control.example.org:1875,[2001:db8::7]:1875";
            }

            servers.Add(address);
        }

        settings = settings with { Servers = servers };
        return null;
    }

    private static string? ReadName(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        if (texts is not [{ Length: > 0 and <= MaxName } name] || name.Any(c => char.IsControl(c) || c is ',' or '=' or '@' or '*'))
        {
            return $"must have 1–{MaxName} characters, none of , = @ * and no control characters";
        }

        settings = settings with { Name = name };
        return null;
    }

    private static string? ReadFingerprint(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        Span<byte> hash = stackalloc byte[32];
        if (texts is not [var text] || !Protocol.Cryptography.Fingerprint.TryParse(text, hash))
        {
            return "must be SHA256: and 43 characters, as the server's endpoints.json has it";
        }

        settings = settings with { Fingerprint = text };
        return null;
    }

    private static string? ReadAllow(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        var folders = new List<string>();
        foreach (var text in texts)
        {
            var whole = text;
            if (text != PathRules.Anything && PathRules.OfThisSystem.Read(text, out whole) is { } wrong)
            {
                return $"names folders and files, of which each {wrong}";
            }

            folders.Add(whole);
        }

        settings = settings with { Allow = folders };
        return null;
    }

    private static string? ReadDialect(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        if (texts is ["auto"])
        {
            settings = settings with { Dialect = null };
            return null;
        }

        if (texts is not [var text] || !FrameDialects.TryParse(text, out var dialect))
        {
            return "must be auto, BE16, LE16, BE4 or LE4";
        }

        settings = settings with { Dialect = dialect };
        return null;
    }

    private static string? ReadOnExit(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        if (texts is not [("leave" or "stop") and var text])
        {
            return "must be leave (processes run on) or stop";
        }

        settings = settings with { LeaveOnExit = text == "leave" };
        return null;
    }

    private static string? ReadKeeper(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        if (texts is not [("own" or "given") and var text])
        {
            return "must be own (the agent starts it) or given (a service of its own, as the installed units have it)";
        }

        settings = settings with { KeeperIsGiven = text == "given" };
        return null;
    }

    private static string? ReadLabels(IReadOnlyList<string> texts, ref AgentSettings settings)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals > 0 ? (text[..equals].Trim(), text[(equals + 1)..].Trim()) : ("", "");
            if (key.Length is 0 or > MaxName || value.Length is 0 or > MaxName || (key + value).Any(c => char.IsControl(c) || c is ',' or '=' or '@' or '*'))
            {
                return $"must be KEY=VALUE, each 1–{MaxName} characters and none of , = @ *, for example wall=east";
            }

            labels[key] = value;
        }

        settings = settings with { Labels = labels };
        return null;
    }

    private static string? ReadText(IReadOnlyList<string> texts, ref AgentSettings settings, Func<AgentSettings, string, AgentSettings> apply)
    {
        if (texts is not [var text] || string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            return "must name a file or folder";
        }

        settings = apply(settings, text);
        return null;
    }

    private static string? ReadSwitch(IReadOnlyList<string> texts, ref AgentSettings settings, Func<AgentSettings, bool, AgentSettings> apply)
    {
        if (texts is not [var text] || !bool.TryParse(text, out var on))
        {
            return "must be true or false";
        }

        settings = apply(settings, on);
        return null;
    }
}
