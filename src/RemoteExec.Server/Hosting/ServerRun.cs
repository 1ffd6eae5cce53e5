using RemoteExec.Server.Data;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Settings;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.Hosting;

/// <summary>One life of the server: open the data folder, listen, wait for the signal, close.</summary>
internal static class ServerRun
{
    /// <summary>Runs until a signal or <paramref name="cancellation"/>; comes back with a sentence when it could not start.</summary>
    internal static async Task<string?> UntilStoppedAsync(ServerSettings settings, SettingsSource reload, string settingsFile, CancellationToken cancellation)
    {
        try
        {
            var folder = DataFolder.Open(settings.DataDirectory);
            using var held = DataFolderLock.TryTake(folder);
            if (held is null)
            {
                return $"another server already runs on {folder.Path}{DataFolderLock.Holder(folder)}; stop it first, or choose another folder with --data.";
            }

            // Where to listen may be in the database, which nobody has opened yet.
            var stored = await StoredSettingsReader.PeekAsync(folder.Database, cancellation).ConfigureAwait(false);
            var (merged, problems) = reload(StoredLayer.Of(stored, new SettingsVault(folder)));
            settings = problems.Count == 0 ? merged : settings;
            var (ports, taken) = OpenPorts.Take(settings);
            if (ports is null)
            {
                return taken;
            }

            using var open = ports;
            using var identity = ServerIdentity.LoadOrCreate(folder);
            await using var app = ServerHost.Build(settings, folder, identity, reload, settingsFile, ports);
            await Preparation.RunAsync(app.Services, cancellation).ConfigureAwait(false);
            await app.StartAsync(cancellation).ConfigureAwait(false);
            await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (Explain(exception, settings) is { } sentence)
        {
            return sentence;
        }
    }

    /// <summary>The sentence for what a person can put right; null for what is a defect and deserves its details.</summary>
    private static string? Explain(Exception exception, ServerSettings settings) => exception switch
    {
        DatabaseDamagedException => exception.Message,
        System.Data.Common.DbException =>
            $"the database in {settings.DataDirectory} cannot be used: {exception.Message.TrimEnd('.')}. If it is damaged, restore a backup of the folder.",
        UnauthorizedAccessException or IOException or InvalidDataException =>
            $"the data folder {settings.DataDirectory} cannot be used: {exception.Message}",
        _ => null,
    };
}
