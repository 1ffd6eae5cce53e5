using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Hosting;

/// <summary>What must be true before anybody is listened to: the database is there and up to date, and the first secrets exist.</summary>
internal static class Preparation
{
    internal static async Task RunAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("RemoteExec.Server.Data");
        foreach (var tightened in services.GetRequiredService<DataFolder>().Tightened)
        {
            HostingLog.ModeTightened(log, tightened);
        }

        var upkeep = services.GetRequiredService<StorageUpkeep>();
        await upkeep.PrepareAsync(cancellation).ConfigureAwait(false);
        await services.GetRequiredService<EffectiveSettings>().LoadAsync(cancellation).ConfigureAwait(false);
        await upkeep.MarkUnknownAsync(cancellation).ConfigureAwait(false);
        services.GetRequiredService<ProcessIds>().ContinueAfter(
            await services.GetRequiredService<IFleetReader>().HighestProcessIdAsync(cancellation).ConfigureAwait(false));
        services.GetRequiredService<RunIds>().ContinueAfter(
            await services.GetRequiredService<IRunReader>().HighestRunIdAsync(cancellation).ConfigureAwait(false));
        await services.GetRequiredService<FirstSecrets>().EnsureAsync(cancellation).ConfigureAwait(false);
    }
}
