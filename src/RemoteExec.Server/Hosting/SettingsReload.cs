using System.Runtime.InteropServices;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// Reads the settings again when their file changes or on SIGHUP; those that can change while the server runs then do. A file with a mistake changes
/// nothing: an operator who mistypes a range must not lock out the fleet.
/// </summary>
internal sealed class SettingsReload(
    EffectiveSettings effective, SettingsFile file, TimeProvider time, ILogger<SettingsReload> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private bool _wasThere = file.Exists;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Reload();
        });
        using var timer = new PeriodicTimer(LookEvery, time);
        var seen = file.Stamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                var now = file.Stamp();
                if (now != seen)
                {
                    seen = now;
                    Reload();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Reads once more and takes over what may change.</summary>
    internal void Reload()
    {
        if (_wasThere && !file.Exists)
        {
            // Gone is not empty: an empty one allows every address.
            HostingLog.ReloadRefused(logger, $"{file.Path} is gone; what it said still holds.");
            return;
        }

        _wasThere = file.Exists;
        var problems = effective.Reload();
        if (problems.Count > 0)
        {
            HostingLog.ReloadRefused(logger, string.Join(" ", problems));
            return;
        }

        HostingLog.Reloaded(logger);
    }
}

/// <summary>The settings file whose changes are noticed.</summary>
internal sealed record SettingsFile(string Path)
{
    internal bool Exists => File.Exists(Path);

    /// <summary>When and how large it was written last; a file that is not there has a stamp of its own.</summary>
    internal (DateTime Written, long Length) Stamp()
    {
        var info = new FileInfo(Path);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }
}
