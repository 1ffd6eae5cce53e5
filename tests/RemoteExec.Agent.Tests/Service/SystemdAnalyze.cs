using System.Diagnostics;

namespace RemoteExec.Agent.Tests.Service;

/// <summary>What systemd itself says of a unit; it need not run for that.</summary>
internal static class SystemdAnalyze
{
    internal static (int ExitCode, string Said) Run(bool talkative, params string[] arguments)
    {
        var start = new ProcessStartInfo("systemd-analyze", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SYSTEMD_LOG_LEVEL"] = talkative ? "debug" : "notice";
        start.Environment["SYSTEMD_PAGER"] = "";

        // As for a user's manager, which wants a folder for what runs.
        start.Environment["XDG_RUNTIME_DIR"] = Path.GetTempPath();
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Result + error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("systemd-analyze is not installed.");
            throw;
        }
    }
}
