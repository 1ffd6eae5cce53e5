using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RemoteExec.Server.Data;
using RemoteExec.Server.Settings;

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
                return $"another server already runs on {folder.Path}; stop it first, or choose another folder with --data.";
            }

            using var identity = ServerIdentity.LoadOrCreate(folder);
            await using var app = ServerHost.Build(settings, folder, identity, reload, settingsFile);
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
        IOException { InnerException: AddressInUseException } =>
            $"a port is taken: {exception.Message.TrimEnd('.')}. Stop what listens there, or choose others with --listen and --http (port 0 takes any free one).",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"not allowed to listen on {settings.Listen} or {settings.Http}; ports below 1024 need root.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"{settings.Listen} or {settings.Http} is not an address of this machine.",
        UnauthorizedAccessException or IOException or InvalidDataException =>
            $"the data folder {settings.DataDirectory} cannot be used: {exception.Message}",
        _ => null,
    };
}
