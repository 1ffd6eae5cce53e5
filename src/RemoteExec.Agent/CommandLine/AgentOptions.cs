using System.CommandLine;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.CommandLine;

/// <summary>The options of the agent's commands, and how they become the last layer of its settings.</summary>
internal sealed class AgentOptions
{
    private readonly Option<string?> _settings = new("--settings") { Description = $"The settings file [default: {SettingsSources.DefaultFile}]", HelpName = "FILE" };
    private readonly Option<string?> _data = new("--data") { Description = $"The data folder [default: {SettingsSources.DefaultDataDirectory()}]", HelpName = "DIR" };
    private readonly Option<string?> _server = new("--server") { Description = "The server; several, separated by commas, are tried in turn", HelpName = "HOST:PORT" };
    private readonly Option<string?> _name = new("--name") { Description = "What this machine would like to be called [default: its host name]", HelpName = "NAME" };
    private readonly Option<string?> _tokenFile = new("--token-file") { Description = "A file with a join token; - reads standard input", HelpName = "F" };
    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "A file with the agents' password; - reads standard input", HelpName = "F" };
    private readonly Option<string?> _fingerprint = new("--fingerprint") { Description = "The server's fingerprint, to be sure that it is the right one", HelpName = "SHA256:…" };
    private readonly Option<bool> _trust = new("--trust-on-first-use") { Description = "Record the server's identity as it is met first" };
    private readonly Option<string[]> _allow = new("--allow") { Description = "A folder it may start programs from, or one program; / is anything. Without it nothing is started", HelpName = "DIR" };
    private readonly Option<string?> _dialect = new("--dialect") { Description = "auto, BE16, LE16, BE4 or LE4 [default: auto]", HelpName = "D" };
    private readonly Option<bool> _plain = new("--plain") { Description = "Speak the plain protocol without extensions; for servers without identity" };
    private readonly Option<string[]> _label = new("--label") { Description = "A label of this machine", HelpName = "K=V" };
    private readonly Option<string?> _onExit = new("--on-exit") { Description = "What becomes of its processes when it is stopped: leave (they run on, and the next agent has them) or stop [default: leave]", HelpName = "leave|stop" };
    private readonly Option<bool> _json = new("--json") { Description = "Log one JSON object per line" };

    /// <summary>Options about the data folder and the settings, which every command has.</summary>
    internal void AddBasicsTo(Command command)
    {
        command.Add(_data);
        command.Add(_settings);
        command.Add(_json);
    }

    /// <summary>Options about the server.</summary>
    internal void AddServerTo(Command command)
    {
        command.Add(_server);
        command.Add(_name);
        command.Add(_tokenFile);
        command.Add(_passwordFile);
        command.Add(_fingerprint);
        command.Add(_trust);
        command.Add(_dialect);
        command.Add(_plain);
        command.Add(_label);
    }

    /// <summary>What becomes of processes at the end.</summary>
    internal void AddExitTo(Command command) => command.Add(_onExit);

    /// <summary>Options about what may be started.</summary>
    internal void AddPolicyTo(Command command) => command.Add(_allow);

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Merges built-in values, file, environment and what was typed; says everything that is wrong, or hands the settings on.</summary>
    internal AgentSettings? Read(ParseResult parsed)
    {
        var (settings, problems) = Merge(parsed, fileRequired: false);
        foreach (var problem in problems)
        {
            Say.Error(parsed, problem);
        }

        return problems.Count == 0 ? settings : null;
    }

    /// <summary>The same layers once more. A file that was there and is gone is a mistake, not an empty one: what it allowed still holds.</summary>
    internal SettingsSource Again(ParseResult parsed)
    {
        var wasThere = File.Exists(FilePath(parsed));
        return () => Merge(parsed, fileRequired: wasThere |= File.Exists(FilePath(parsed)));
    }

    private string FilePath(ParseResult parsed) => parsed.GetValue(_settings) ?? SettingsSources.DefaultFile;

    private (AgentSettings Settings, IReadOnlyList<string> Problems) Merge(ParseResult parsed, bool fileRequired) => SettingsReader.Read(
        SettingsSources.DefaultDataDirectory(),
        SettingsSources.File(FilePath(parsed), required: fileRequired || parsed.GetValue(_settings) is not null),
        SettingsSources.FromEnvironment(Environment.GetEnvironmentVariables()),
        Typed(parsed));

    /// <summary>The file that was named; null: none was.</summary>
    internal string? SettingsFile(ParseResult parsed) => parsed.GetValue(_settings);

    /// <summary>What was typed and nothing else.</summary>
    internal SettingsLayer Typed(ParseResult parsed)
    {
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, text) in new[]
        {
            (SettingKeys.Data, parsed.GetValue(_data)),
            (SettingKeys.Server, parsed.GetValue(_server)),
            (SettingKeys.Name, parsed.GetValue(_name)),
            (SettingKeys.TokenFile, parsed.GetValue(_tokenFile)),
            (SettingKeys.PasswordFile, parsed.GetValue(_passwordFile)),
            (SettingKeys.Fingerprint, parsed.GetValue(_fingerprint)),
            (SettingKeys.Dialect, parsed.GetValue(_dialect)),
            (SettingKeys.OnExit, parsed.GetValue(_onExit)),
            (SettingKeys.TrustOnFirstUse, parsed.GetValue(_trust) ? "true" : null),
            (SettingKeys.Plain, parsed.GetValue(_plain) ? "true" : null),
            (SettingKeys.JsonLogs, parsed.GetValue(_json) ? "true" : null),
        })
        {
            if (text is not null)
            {
                values[key] = [text];
            }
        }

        // Relative folders are those of the person who types; a file or a unit has no such place.
        if (parsed.GetValue(_allow) is { Length: > 0 } allow)
        {
            values[SettingKeys.Allow] = [.. allow.Select(folder => folder is "" or PathRules.Anything || Path.IsPathFullyQualified(folder) ? folder : Path.GetFullPath(folder))];
        }

        if (parsed.GetValue(_label) is { Length: > 0 } labels)
        {
            values[SettingKeys.Label] = labels;
        }

        return new SettingsLayer("the command line", values, Strict: true);
    }
}
