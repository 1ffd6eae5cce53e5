using RemoteExec.Server.Data;
using RemoteExec.Server.Settings;
using RemoteExec.Storage;

namespace RemoteExec.Server.Hosting;

/// <summary>The database in the data folder, and what the server asks of it beyond reading and writing.</summary>
internal static class ServerStorage
{
    internal static IServiceCollection AddServerStorage(this IServiceCollection services, ServerSettings settings, DataFolder folder) => services
        .AddRemoteExecStorage(new StorageOptions { DatabaseFile = folder.Database, RetentionDays = settings.RetentionDays, RetentionMegabytes = settings.RetentionMegabytes, AuditDays = settings.AuditDays })
        .AddSingleton<IReadiness, StorageReadiness>()
        .AddHostedService<Pruning>();
}

/// <summary>For <c>/readyz</c>: the database takes what is written.</summary>
internal sealed class StorageReadiness(IGroupCommit commits) : IReadiness
{
    public string? Problem => commits.Health.Reason;
}
