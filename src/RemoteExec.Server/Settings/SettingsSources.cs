using System.Collections;
using System.Text.Json;

namespace RemoteExec.Server.Settings;

/// <summary>Where the layers of settings come from.</summary>
internal static class SettingsSources
{
    /// <summary>The machine's settings, below the environment and the options.</summary>
    internal const string DefaultFile = "/etc/remoteexec/server.json";

    private const string EnvironmentPrefix = "REMOTEEXEC_";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Root's server keeps its data with the system, anyone else's in the home folder.</summary>
    internal static string DefaultDataDirectory() =>
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/remoteexec/server"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "remoteexec", "server");

    /// <summary>A settings file; one that is not there says nothing, unless it was asked for by name.</summary>
    internal static SettingsLayer File(string path, bool required)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!required && !System.IO.File.Exists(path))
        {
            return new(path, values, Strict: true);
        }

        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new(path, Flatten(document.RootElement, "", values), Strict: true)
                : new(path, values, Strict: true) { Problem = "must hold one JSON object." };
        }
        catch (JsonException exception)
        {
            return new(path, values, Strict: true)
            {
                Problem = $"is not JSON (line {exception.LineNumber + 1}).",
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(path, values, Strict: true) { Problem = $"cannot be read: {exception.Message}" };
        }
    }

    /// <summary><c>REMOTEEXEC_LIMITS__UNAUTHENTICATED</c> is <c>limits.unauthenticated</c>; other programs' variables are ignored.</summary>
    internal static SettingsLayer FromEnvironment(IDictionary variables)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in variables)
        {
            if (variable.Key is string name && variable.Value is string text
                && name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                var key = name[EnvironmentPrefix.Length..].Replace("__", ".", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
                values[key] = text;
            }
        }

        return new("the environment", values, Strict: false) { Origin = SettingOrigin.Environment };
    }

    /// <summary>What was typed; null values were not.</summary>
    internal static SettingsLayer FromOptions(params IEnumerable<(string Key, string? Text)> options) =>
        new(
            "the command line",
            options.Where(option => option.Text is not null).ToDictionary(option => option.Key, option => option.Text!, StringComparer.OrdinalIgnoreCase),
            Strict: true)
        {
            Origin = SettingOrigin.Option,
        };

    private static Dictionary<string, string> Flatten(JsonElement parent, string prefix, Dictionary<string, string> values)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var key = prefix + member.Name;
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    Flatten(member.Value, key + ".", values);
                    break;
                case JsonValueKind.Array:
                    values[key] = string.Join(',', member.Value.EnumerateArray().Select(item => item.ToString()));
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    values[key] = member.Value.ToString();
                    break;
            }
        }

        return values;
    }
}
