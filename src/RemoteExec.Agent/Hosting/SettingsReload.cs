using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RemoteExec.Agent.Connection;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Execution;
using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Hosting;

/// <summary>
/// Reads the settings again and hands what has changed to those who use it. A mistake anywhere changes nothing: who mistypes a folder must not lose the machine.
/// </summary>
internal sealed class SettingsReload(
    SettingsSource source, AgentSettings first, Credentials credentials, Changing<Reach> reach, KnownServers known, FolderPolicy policy, Supervisor supervisor, StatusBoard board, TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private AgentSettings _held = first;
    private Credentials _credentials = credentials;

    /// <summary>On SIGHUP, until what comes back is disposed; null where there is no such signal.</summary>
    internal IDisposable? OnHangUp() => OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        Reload();
    });

    /// <summary>Reads once more and takes over what may change.</summary>
    internal void Reload()
    {
        lock (_gate)
        {
            var (read, problems) = source();
            if (problems.Count > 0)
            {
                HostingLog.ReloadRefused(log, LogText.OneLine(string.Join(" ", problems)));
                return;
            }

            var change = SettingsChange.Between(_held, read);
            try
            {
                Take(change);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                HostingLog.ReloadRefused(log, LogText.OneLine(e.Message));
                return;
            }

            HostingLog.Reloaded(log, change.Taken.Count == 0 ? "nothing has changed" : string.Join(", ", change.Taken));
            if (change.NeedRestart.Count > 0)
            {
                HostingLog.NeedsRestart(log, string.Join(", ", change.NeedRestart));
            }
        }
    }

    // All that can fail comes first.
    private void Take(SettingsChange change)
    {
        var servers = AgentRun.ServersOf(change.Settings, known);
        if (servers.Count == 0)
        {
            throw new InvalidDataException("no server is named any more: add \"server\": \"HOST:PORT\".");
        }

        _credentials = _credentials.ReadAgain(change.Settings);
        _held = change.Settings;
        policy.Replace(_held.Allow);
        supervisor.Defaults = _held.Defaults;
        board.MayStart(_held.Allow);
        reach.Set(new Reach(_held, servers, new Meeting(_held, _credentials, time)));
    }
}
