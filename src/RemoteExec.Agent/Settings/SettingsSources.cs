using System.Collections;
using System.Text;
using System.Text.Json;

namespace RemoteExec.Agent.Settings;

/// <summary>Where the layers of settings come from.</summary>
internal static class SettingsSources
{
    /// <summary>The machine's settings, below the environment and the options.</summary>
    internal static string DefaultFile { get; } =
        OperatingSystem.IsWindows() ? Path.Combine(Folder(Environment.SpecialFolder.CommonApplicationData), "RemoteExec", "agent.json") : "/etc/remoteexec/agent.json";

    /// <summary>Where root's agent keeps its data.</summary>
    internal const string SystemDataDirectory = "/var/lib/remoteexec/agent";

    private const string Prefix = "REMOTEEXEC_";

    /// <summary>As people write: comments and trailing commas are welcome, a key that is there twice is not.</summary>
    internal static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    // REMOTEEXEC_DATA is the server's and the command line's.
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        [Prefix + "SERVER"] = SettingKeys.Server,
        [Prefix + "NAME"] = SettingKeys.Name,
        [Prefix + "TOKEN_FILE"] = SettingKeys.TokenFile,
        [Prefix + "PASSWORD_FILE"] = SettingKeys.PasswordFile,
        [Prefix + "FINGERPRINT"] = SettingKeys.Fingerprint,
        [Prefix + "TRUST_ON_FIRST_USE"] = SettingKeys.TrustOnFirstUse,
        [Prefix + "ALLOW"] = SettingKeys.Allow,
        [Prefix + "DIALECT"] = SettingKeys.Dialect,
        [Prefix + "PLAIN"] = SettingKeys.Plain,
        [Prefix + "LABEL"] = SettingKeys.Label,
        [Prefix + "AGENT_DATA"] = SettingKeys.Data,
        [Prefix + "JSON_LOGS"] = SettingKeys.JsonLogs,
        [Prefix + "ON_EXIT"] = SettingKeys.OnExit,
        [Prefix + "KEEPER"] = SettingKeys.Keeper,
    };

    /// <summary>The agent of root, of an administrator or of the system keeps its data with the system, anyone else's in the home folder.</summary>
    internal static string DefaultDataDirectory() => (Environment.IsPrivilegedProcess, OperatingSystem.IsWindows()) switch
    {
        (true, true) => Path.Combine(Folder(Environment.SpecialFolder.CommonApplicationData), "RemoteExec", "agent"),
        (false, true) => Path.Combine(Folder(Environment.SpecialFolder.LocalApplicationData), "RemoteExec", "agent"),
        (true, false) => SystemDataDirectory,
        _ => Path.Combine(Folder(Environment.SpecialFolder.LocalApplicationData), "remoteexec", "agent"),
    };

    /// <summary>A settings file; one that is not there says nothing, unless it was asked for by name.</summary>
    internal static SettingsLayer File(string path, bool required)
    {
        var empty = new Dictionary<string, IReadOnlyList<string>>();
        if (!required && !System.IO.File.Exists(path))
        {
            return new(path, empty, Strict: true);
        }

        try
        {
            if (OperatingSystem.IsWindows() && !required && Hosting.WindowsOwner.FindStranger(new FileInfo(path)) is { } stranger)
            {
                // Everybody may make files in ProgramData: settings that decide what may be started are not taken from everybody.
                return new(path, empty, Strict: true) { Problem = $"belongs to {stranger}, who is neither an administrator nor the one who runs this agent: remove it, or let an administrator write it" };
            }

            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(path, document.RootElement.EnumerateObject().ToDictionary(m => m.Name, Texts, StringComparer.OrdinalIgnoreCase), Strict: true)
                : new(path, empty, Strict: true) { Problem = "must hold one JSON object" };
        }
        catch (JsonException exception)
        {
            return new(path, empty, Strict: true) { Problem = $"is not JSON (line {exception.LineNumber + 1})" };
        }
        catch (InvalidOperationException)
        {
            // What unescaping throws for "\ud800".
            return new(path, empty, Strict: true) { Problem = "holds half of a character (\\ud800…\\udfff without its other half) in one of its strings" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(path, empty, Strict: true) { Problem = $"cannot be read: {exception.Message}" };
        }
    }

    /// <summary>The variables that are ours; lists are separated as in PATH (folders) or by commas.</summary>
    internal static SettingsLayer FromEnvironment(IDictionary variables)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, key) in Variables)
        {
            if (variables[name] is string { Length: > 0 } text)
            {
                values[key] = key switch
                {
                    SettingKeys.Allow => text.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
                    SettingKeys.Label => text.Split(',', StringSplitOptions.RemoveEmptyEntries),
                    _ => [text],
                };
            }
        }

        return new("the environment", values, Strict: true);
    }

    private static string Folder(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    // What has a shape of its own is handed on as it was written.
    private static IReadOnlyList<string> Texts(JsonProperty member) =>
        member.Value.ValueKind != JsonValueKind.Null
        && (member.Name.Equals(SettingKeys.Defaults, StringComparison.OrdinalIgnoreCase) || member.Name.Equals(SettingKeys.Programs, StringComparison.OrdinalIgnoreCase))
            ? [WithoutComments(member.Value)]
            : Texts(member.Value);

    private static string WithoutComments(JsonElement value)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    // "label" may be an object, {"wall":"east"}, which reads better in a file.
    private static IReadOnlyList<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ToString())],
        JsonValueKind.Object => [.. value.EnumerateObject().Select(member => $"{member.Name}={member.Value}")],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Null => [],
        _ => [value.ToString()],
    };
}
