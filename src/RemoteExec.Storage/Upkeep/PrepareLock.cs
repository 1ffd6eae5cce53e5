namespace RemoteExec.Storage.Upkeep;

/// <summary>Held while a database is brought up to date: a server and its command line may do that at the same time.</summary>
internal static class PrepareLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nobody else holds it.</summary>
    /// <exception cref="IOException">Somebody holds it for longer than a migration takes.</exception>
    internal static async Task<FileStream> TakeAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, ForOwner(FileMode.OpenOrCreate));
            }
            catch (IOException) when (File.Exists(path) && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A file that only its owner may read, opened for one alone.</summary>
    internal static FileStreamOptions ForOwner(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
