using System.CommandLine;
using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.CommandLine;

/// <summary><c>uninstall</c>: the service goes, settings and data stay.</summary>
internal static class UninstallCommand
{
    internal static Command Create(AgentOptions options)
    {
        var user = InstallCommand.UserOption();
        var command = new Command("uninstall", "Stop the service, with the programs that it runs, and remove it. Settings and data stay.") { user };
        options.AddBasicsTo(command);
        command.SetAction((parsed, _) => Guarded.RunAsync(parsed, () => Task.FromResult(Uninstall(parsed, options, InstallCommand.ScopeOf(parsed, user)))));
        return command;
    }

    private static string? Uninstall(ParseResult parsed, AgentOptions options, ServiceScope scope)
    {
        if (ServiceRights.Missing(scope) is { } missing)
        {
            return missing;
        }

        var places = ServicePlaces.Of(scope);
        var problem = OperatingSystem.IsWindows()
            ? WindowsServiceControl.Uninstall(line => Say.Line(parsed, line))
            : new SystemdService(places, Systemctl.IsRunning ? Systemctl.For(scope) : null, line => Say.Line(parsed, line)).Uninstall();
        if (problem is null)
        {
            var file = options.SettingsFile(parsed) ?? places.SettingsFile;
            var (settings, _) = SettingsReader.Read(places.DataDirectory, SettingsSources.File(file, required: false), options.Typed(parsed));
            Say.Line(parsed, $"Kept: settings in {file}, data in {settings.DataDirectory}");
        }

        return problem;
    }
}
