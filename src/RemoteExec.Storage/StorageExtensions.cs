using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RemoteExec.Storage.Access;
using RemoteExec.Storage.Accounts;
using RemoteExec.Storage.Auditing;
using RemoteExec.Storage.Notices;
using RemoteExec.Storage.Reading;
using RemoteExec.Storage.Settings;
using RemoteExec.Storage.Upkeep;
using RemoteExec.Storage.Writing;

namespace RemoteExec.Storage;

/// <summary>What this room gives to a server.</summary>
public static class StorageExtensions
{
    /// <summary>Adds the stores. Call <see cref="StorageUpkeep.PrepareAsync"/> before they are used.</summary>
    /// <param name="services">The server's services; a <see cref="TimeProvider"/> and logging are among them.</param>
    /// <param name="options">Where and how much.</param>
    public static IServiceCollection AddRemoteExecStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabaseFile,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ToString();
        return services
            .AddSingleton(options)
            .AddPooledDbContextFactory<FleetDbContext>(database => database.UseSqlite(connection).AddInterceptors(SqlitePragmas.Instance))
            .AddSingleton<CommitFeed>()
            .AddSingleton<BatchWriter>()
            .AddSingleton<GroupCommit>()
            .AddSingleton<IGroupCommit>(provider => provider.GetRequiredService<GroupCommit>())
            .AddSingleton<IFleetReader, FleetReader>()
            .AddSingleton<IRunReader, RunReader>()
            .AddSingleton<IAccessStore, AccessStore>()
            .AddSingleton<IAuditReader, AuditReader>()
            .AddScoped(provider => provider.GetRequiredService<IDbContextFactory<FleetDbContext>>().CreateDbContext())
            .AddScoped<IUserStore<Account>, UserOnlyStore<Account, FleetDbContext>>()
            .AddScoped<IAccountUnit, AccountUnit>()
            .AddSingleton<INoticeReader, NoticeReader>()
            .AddSingleton<IStoredSettingsReader>(provider => new StoredSettingsReader(provider.GetRequiredService<IDbContextFactory<FleetDbContext>>()))
            .AddSingleton(provider => new StorageUpkeep(
                provider.GetRequiredService<IDbContextFactory<FleetDbContext>>(), options, provider.GetRequiredService<TimeProvider>()));
    }
}
