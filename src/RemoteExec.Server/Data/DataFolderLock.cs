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
            return new(new FileStream(Path.Combine(folder.Path, "lock"), options));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
