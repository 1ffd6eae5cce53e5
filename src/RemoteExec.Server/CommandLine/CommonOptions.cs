using System.CommandLine;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.CommandLine;

/// <summary>Options that every command of the server understands.</summary>
internal sealed class CommonOptions
{
    /// <summary>Where the server keeps everything.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"The data folder [default: {SettingsSources.DefaultDataDirectory()}]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Another settings file than the machine's.</summary>
    public Option<string?> Settings { get; } = new("--settings")
    {
        Description = $"The settings file [default: {SettingsSources.DefaultFile}]",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Merges built-in values, file, environment and what was typed.</summary>
    internal (ServerSettings Settings, IReadOnlyList<string> Problems) Merge(ParseResult parsed, params IEnumerable<(string Key, string? Text)> typed) =>
        Merge(parsed, null, typed);

    /// <summary>The same, with what was set over HTTP in its place.</summary>
    internal (ServerSettings Settings, IReadOnlyList<string> Problems) Merge(ParseResult parsed, SettingsLayer? stored, params IEnumerable<(string Key, string? Text)> typed) =>
        SettingsReader.Read(
            SettingsSources.DefaultDataDirectory(),
            [
                SettingsSources.File(FilePath(parsed), required: parsed.GetValue(Settings) is not null),
                .. stored is null ? Array.Empty<SettingsLayer>() : [stored],
                SettingsSources.FromEnvironment(Environment.GetEnvironmentVariables()),
                SettingsSources.FromOptions([(SettingKeys.Data, parsed.GetValue(Data)), .. typed]),
            ]);

    /// <summary>Says everything that is wrong, or hands the settings on.</summary>
    internal static ServerSettings? Accept(ParseResult parsed, (ServerSettings Settings, IReadOnlyList<string> Problems) read)
    {
        foreach (var problem in read.Problems)
        {
            Say.Error(parsed, problem);
        }

        return read.Problems.Count == 0 ? read.Settings : null;
    }

    /// <summary>The file that is read, and read again while the server runs.</summary>
    internal string FilePath(ParseResult parsed) => parsed.GetValue(Settings) ?? SettingsSources.DefaultFile;
}
