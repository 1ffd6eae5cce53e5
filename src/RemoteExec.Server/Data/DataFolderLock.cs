namespace RemoteExec.Server.Data;

/// <summary>Held while a server runs on a data folder: two on one folder would each believe to own its agents.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another process has it. The operating system lets it go when the process dies.</summary>
    internal static DataFolderLock? TryTake(DataFolder folder)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = SecretFile.OwnerFile;
        }

        try
        {
            var file = new FileStream(Path.Combine(folder.Path, "lock"), options);
            Sign(folder);
            return new(file);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Who holds it, as " (process 17 since …)"; empty when he did not say. For people only: he may have gone meanwhile.</summary>
    internal static string Holder(DataFolder folder)
    {
        try
        {
            return $" ({File.ReadAllText(Signature(folder)).Trim()})";
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Dispose() => _file.Dispose();

    // The locked file itself cannot be read by others everywhere.
    private static void Sign(DataFolder folder) => SecretFile.Write(
        Signature(folder), System.Text.Encoding.UTF8.GetBytes($"process {Environment.ProcessId} since {TimeProvider.System.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\n"));

    private static string Signature(DataFolder folder) => Path.Combine(folder.Path, "lock.holder");
}
