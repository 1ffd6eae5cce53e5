using System.ComponentModel;
using System.Diagnostics;
using RemoteExec.Agent.Hosting;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Service;

/// <summary>Makes and removes the Windows service, through <c>sc.exe</c> and without a shell. docs/operations.md says how far this has been run.</summary>
internal static class WindowsServiceControl
{
    internal const string Name = "remoteexec-agent";

    /// <summary>What <c>sc.exe</c> is asked for an installation, in this order.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Steps(InstallRequest request) =>
    [
        // sc.exe reads "binPath=" and its value as two words; the value is a command line in one.
        ["create", Name, "binPath=", CommandLineArguments.Join([.. request.Program.Command, WindowsService.Command, "--settings", request.SettingsFile]),
            "start=", "delayed-auto", "DisplayName=", "RemoteExec agent"],
        ["description", Name, "Connects this machine to its RemoteExec server and starts programs for it."],
        ["failure", Name, "reset=", "60", "actions=", "restart/1000"],
        ["start", Name],
    ];

    internal static string? Install(InstallRequest request, Action<string> say)
    {
        var settings = request.Files()[0];
        Directory.CreateDirectory(Path.GetDirectoryName(settings.Path)!);
        OwnerFile.Write(settings.Path, System.Text.Encoding.UTF8.GetBytes(settings.Content));
        say($"Wrote {settings.Path}");
        return Run(Steps(request)) is { } problem ? problem : Said(say, $"The service {Name} is installed.");
    }

    internal static string? Uninstall(Action<string> say)
    {
        // One that does not run cannot be stopped, which is as well.
        Run([["stop", Name]]);
        return Run([["delete", Name]]) is { } problem ? problem : Said(say, $"The service {Name} is removed.");
    }

    private static string? Said(Action<string> say, string line)
    {
        say(line);
        return null;
    }

    private static string? Run(IReadOnlyList<IReadOnlyList<string>> steps)
    {
        foreach (var arguments in steps)
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo("sc.exe", arguments) { RedirectStandardOutput = true })!;
                var said = process.StandardOutput.ReadToEnd().Trim();
                process.WaitForExit();
                if (process.ExitCode != 0)
                {
                    return $"\"sc.exe {arguments[0]}\" failed ({process.ExitCode}): {said}";
                }
            }
            catch (Win32Exception e)
            {
                return $"sc.exe cannot be started: {e.Message}";
            }
        }

        return null;
    }
}
