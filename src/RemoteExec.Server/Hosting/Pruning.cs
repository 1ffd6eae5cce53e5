using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Hosting;

/// <summary>Forgets, once an hour, what is older than the retention.</summary>
internal sealed class Pruning(StorageUpkeep upkeep, TimeProvider time, ILogger<Pruning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await upkeep.PruneAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
            {
                HostingLog.NotPruned(log, e);
            }
        }
    }
}
