using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Service;

/// <summary>What is to be installed.</summary>
/// <param name="Places">Where.</param>
/// <param name="Program">What the units start.</param>
/// <param name="SettingsFile">The settings file, absolute.</param>
/// <param name="Given">What was typed and belongs in that file; a join token is used and forgotten, so it is not among it.</param>
/// <param name="Settings">What the file will say, with the join token if there is one.</param>
internal sealed record InstallRequest(
    ServicePlaces Places, ServiceProgram Program, string SettingsFile, IReadOnlyDictionary<string, IReadOnlyList<string>> Given, AgentSettings Settings)
{
    /// <summary>Reads what was typed on top of the file that is there; names everything that is wrong.</summary>
    internal static (InstallRequest Request, IReadOnlyList<string> Problems) Read(ServicePlaces places, ServiceProgram program, string? settingsFile, SettingsLayer typed)
    {
        var file = Path.GetFullPath(settingsFile ?? places.SettingsFile);

        // Whoever types has a folder to be in; a service has none.
        var absolute = typed with { Values = typed.Values.ToDictionary(value => value.Key, value => IsPath(value) ? [Path.GetFullPath(value.Value[0])] : value.Value) };
        var (settings, problems) = SettingsReader.Read(places.DataDirectory, SettingsSources.File(file, required: false), absolute);
        var given = absolute.Values.Where(value => value.Key != SettingKeys.TokenFile).ToDictionary();
        if (OperatingSystem.IsWindows())
        {
            // The system's account has another place for data than whoever installs.
            given[SettingKeys.Data] = [settings.DataDirectory];
        }

        return (new InstallRequest(places, program, file, given, settings), [.. problems, .. Missing(typed, settings)]);
    }

    /// <summary>Whether somebody must be met now, with the token that was typed.</summary>
    internal bool Joins => Settings.TokenFile is not null;

    /// <summary>The files of the service.</summary>
    internal IReadOnlyList<PlannedFile> Files()
    {
        var plan = new UnitPlan(Places.Scope, Program, Settings.DataDirectory, Places.Scope == ServiceScope.System && SettingsFile == Places.SettingsFile ? null : SettingsFile);
        return
        [
            new(SettingsFile, SettingsMerge.Merge(File.Exists(SettingsFile) ? File.ReadAllText(SettingsFile) : null, Given), IsPrivate: true),
            new(Places.Keeper, KeeperUnit.Text(plan), IsPrivate: false),
            new(Places.Agent, AgentUnit.Text(plan), IsPrivate: false),
        ];
    }

    /// <summary>Why an agent with these settings would end as soon as it is started; null: it would not.</summary>
    internal string? Hopeless(KnownServers known)
    {
        var servers = AgentRun.ServersOf(Settings, known);
        return servers.Count == 0 ? "no server is named: add --server HOST:PORT."
            : Settings is { Plain: false, TokenFile: null, Fingerprint: null, TrustOnFirstUse: false } && servers.All(server => known.Find(server)?.Fingerprint is null)
                ? "how is the server recognised? Add --token-file F (\"remoteexec token create\" makes a token), --fingerprint SHA256:… or --trust-on-first-use."
            : Settings is { TokenFile: null, PasswordFile: null } && !servers.Any(server => known.Find(server) is { Admitted: true })
                ? "the server does not know this machine yet: add --token-file F (\"remoteexec token create\" makes a token) or --password-file F."
            : null;
    }

    private static bool IsPath(KeyValuePair<string, IReadOnlyList<string>> value) =>
        value is { Key: SettingKeys.Data or SettingKeys.PasswordFile, Value: [{ Length: > 0 } path] } && path != "-" && !path.Contains('\0', StringComparison.Ordinal);

    private static IEnumerable<string> Missing(SettingsLayer typed, AgentSettings settings)
    {
        if (settings.PasswordFile == "-")
        {
            yield return "A service has nobody who types: give --password-file a file that stays, readable for its owner alone.";
        }

        if (settings.TokenFile is not null && !typed.Values.ContainsKey(SettingKeys.TokenFile))
        {
            yield return "The settings file names a tokenFile; remove it there, and give --token-file to this command: the token is used once, now.";
        }

        if (settings.TokenFile is not null && settings.Servers.Count != 1)
        {
            yield return "A token admits this machine to one server: add --server HOST:PORT.";
        }
    }
}

/// <summary>A file to be written.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Content">All of it.</param>
/// <param name="IsPrivate">For its owner alone (0600); else all may read it (0644).</param>
internal sealed record PlannedFile(string Path, string Content, bool IsPrivate);
