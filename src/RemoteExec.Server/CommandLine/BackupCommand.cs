using System.CommandLine;
using System.Reflection;
using RemoteExec.Server.Data;
using RemoteExec.Server.Data.Backups;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.CommandLine;

/// <summary><c>backup FILE</c>, also while the server runs, and <c>restore FILE</c>, while it does not.</summary>
internal static class BackupCommand
{
    internal static Command Create(CommonOptions common)
    {
        var file = new Argument<string>("FILE") { Description = "Where to; must not exist yet. It holds secrets: keep it as you keep the data folder" };
        var command = new Command("backup", "Writes everything a server must not lose to one file, also while it runs.") { file };
        command.SetAction((parsed, cancellation) =>
        {
            var target = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (File.Exists(target))
            {
                Say.Error(parsed, $"{target} exists already; nothing was written");
                return Task.FromResult(ExitCodes.Failed);
            }

            return DataFolderAction.RunAsync(parsed, common, async (services, cancel) =>
            {
                await BackupFile.WriteAsync(
                    services.GetRequiredService<DataFolder>(), services.GetRequiredService<StorageUpkeep>(), target, Version(), TimeProvider.System.GetUtcNow(), cancel).ConfigureAwait(false);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{target}: {new FileInfo(target).Length} bytes").ConfigureAwait(false);
            }, cancellation);
        });
        return command;
    }

    internal static Command CreateRestore(CommonOptions common)
    {
        var file = new Argument<string>("FILE") { Description = "A backup" };
        var replace = new Option<bool>("--replace") { Description = "Also over a data folder that is in use; what was there is kept aside" };
        var command = new Command("restore", "Takes a backup into a data folder. Stop the server first; agents come back by themselves.") { file, replace };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (CommonOptions.Accept(parsed, common.Merge(parsed)) is not { } settings)
            {
                return ExitCodes.Usage;
            }

            try
            {
                return await RestoreAsync(parsed, settings.DataDirectory, Path.GetFullPath(parsed.GetRequiredValue(file)), parsed.GetValue(replace), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Say.Error(parsed, e.Message);
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static async Task<int> RestoreAsync(ParseResult parsed, string data, string file, bool replace, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            Say.Error(parsed, $"there is no file {file}");
            return ExitCodes.Failed;
        }

        var folder = DataFolder.Open(data);
        using var held = DataFolderLock.TryTake(folder);
        if (held is null)
        {
            Say.Error(parsed, $"a server runs on {folder.Path}{DataFolderLock.Holder(folder)}; stop it first");
            return ExitCodes.Failed;
        }

        if (File.Exists(folder.Database) && !replace)
        {
            Say.Error(parsed, $"{folder.Path} holds a database already; with --replace it is kept aside and the backup takes its place");
            return ExitCodes.Failed;
        }

        var (madeAt, aside) = await BackupFile.RestoreAsync(folder, file, TimeProvider.System.GetUtcNow(), cancellation).ConfigureAwait(false);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"{folder.Path} is as it was at {madeAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(aside is null ? "" : $"; what was there is in {aside}")}").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static string Version() =>
        typeof(BackupCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
