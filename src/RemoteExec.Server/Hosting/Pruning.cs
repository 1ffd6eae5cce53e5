using System.Globalization;
using RemoteExec.Server.Grains;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Hosting;

/// <summary>Forgets, once an hour, what is older than the retention, and every minute the oldest of what is more than it.</summary>
internal sealed class Pruning(StorageUpkeep upkeep, IGroupCommit commits, TimeProvider time, ILogger<Pruning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private const int IntervalsToAge = 60;

    // Said when it begins, and not every minute.
    private bool _isTooLarge;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        for (var interval = 1; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); interval++)
        {
            try
            {
                if (interval % IntervalsToAge == 0)
                {
                    await upkeep.PruneAsync(stoppingToken).ConfigureAwait(false);
                }

                await FitAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
            {
                HostingLog.NotPruned(log, e);
            }
        }
    }

    private async Task FitAsync(CancellationToken cancellation)
    {
        var pruning = await upkeep.PruneToSizeAsync(cancellation).ConfigureAwait(false);
        if (pruning is { Forgot: true })
        {
            HostingLog.PrunedToSize(log, pruning.Processes, pruning.Runs, pruning.Events, Megabytes(pruning.UsedBefore), Megabytes(pruning.UsedAfter));
            var text = $"the oldest history was forgotten (retentionMegabytes): {pruning.Processes} processes, {pruning.Runs} runs, {pruning.Events} events";
            await commits.CommitAsync([new StorageChange.AddEvent(new EventRow(0, time.GetUtcNow(), "storage.pruned", null, null, null, EffectRecords.Text(text)))]).ConfigureAwait(false);
        }

        if (pruning is { Fits: false } && !_isTooLarge)
        {
            HostingLog.StaysTooLarge(log, Megabytes(pruning.UsedAfter));
        }

        _isTooLarge = pruning is { Fits: false };
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
