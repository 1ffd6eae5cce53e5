using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Service;

/// <summary>Where the files of a service are.</summary>
/// <param name="Scope">Whose service.</param>
/// <param name="Units">The folder of its units.</param>
/// <param name="SettingsFile">Its settings, unless another file is named.</param>
/// <param name="DataDirectory">Its data, unless another folder is named.</param>
internal sealed record ServicePlaces(ServiceScope Scope, string Units, string SettingsFile, string DataDirectory)
{
    internal static ServicePlaces Of(ServiceScope scope) => OperatingSystem.IsWindows() ? Windows()
        : scope == ServiceScope.System ? new(scope, "/etc/systemd/system", SettingsSources.DefaultFile, SettingsSources.SystemDataDirectory)
        : new(scope, Path.Combine(Configuration(), "systemd", "user"), Path.Combine(Configuration(), "remoteexec", "agent.json"), SettingsSources.DefaultDataDirectory());

    internal string Keeper => Path.Combine(Units, UnitPlan.Keeper);

    internal string Agent => Path.Combine(Units, UnitPlan.Agent);

    /// <summary>The unit of the agent that is installed on this machine, by us or by a package, for all or for this user; null: none.</summary>
    internal static string? FindInstalled() =>
        new[] { Of(ServiceScope.System).Units, "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", Of(ServiceScope.User).Units, "/usr/lib/systemd/user" }
            .Select(folder => Path.Combine(folder, UnitPlan.Agent)).FirstOrDefault(File.Exists);

    private static ServicePlaces Windows()
    {
        var common = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "RemoteExec");
        return new(ServiceScope.System, common, Path.Combine(common, "agent.json"), Path.Combine(common, "agent"));
    }

    // XDG_CONFIG_HOME, or ~/.config: where systemd looks too.
    private static string Configuration() => Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
