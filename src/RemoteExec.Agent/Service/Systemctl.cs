using System.ComponentModel;
using System.Diagnostics;

namespace RemoteExec.Agent.Service;

/// <summary>Asks the service manager; arguments without <c>--user</c>. Comes back with the exit code and what was said on standard error.</summary>
internal delegate (int ExitCode, string Error) ManagerCall(params IReadOnlyList<string> arguments);

/// <summary>The command <c>systemctl</c>.</summary>
internal static class Systemctl
{
    /// <summary>Whether systemd runs this machine, as sd_booted(3) finds out.</summary>
    internal static bool IsRunning => Directory.Exists("/run/systemd/system");

    /// <summary>Calls for a scope.</summary>
    internal static ManagerCall For(ServiceScope scope) => arguments => Run(scope == ServiceScope.User ? ["--user", .. arguments] : arguments);

    private static (int ExitCode, string Error) Run(IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("systemctl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (Win32Exception e)
        {
            return (127, e.Message);
        }
    }
}
