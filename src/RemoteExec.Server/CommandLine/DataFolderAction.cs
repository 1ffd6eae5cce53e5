using System.CommandLine;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Storage.Upkeep;

namespace RemoteExec.Server.CommandLine;

/// <summary>Commands that work on a data folder, whether a server runs on it or not.</summary>
internal static class DataFolderAction
{
    /// <summary>Opens folder, identity and database, and does one thing with them.</summary>
    internal static async Task<int> RunAsync(
        ParseResult parsed, CommonOptions common, Func<IServiceProvider, CancellationToken, Task> act, CancellationToken cancellation)
    {
        if (CommonOptions.Accept(parsed, common.Merge(parsed)) is not { } settings)
        {
            return ExitCodes.Usage;
        }

        try
        {
            var folder = DataFolder.Open(settings.DataDirectory);
            using var identity = ServerIdentity.LoadOrCreate(folder);
            var services = new ServiceCollection()
                .AddLogging()
                .AddSingleton(TimeProvider.System)
                .AddSingleton(folder)
                .AddSingleton(identity)
                .AddServerStorage(settings, folder)
                .AddSingleton<TokenUse>()
                .AddSingleton<ApiTokens>()
                .AddSingleton<JoinTokens>()
                .AddSingleton<FirstSecrets>();
            await using var provider = services.BuildServiceProvider();
            await provider.GetRequiredService<StorageUpkeep>().PrepareAsync(cancellation).ConfigureAwait(false);
            await act(provider, cancellation).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or System.Data.Common.DbException)
        {
            Say.Error(parsed, $"the data folder {settings.DataDirectory} cannot be used: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
