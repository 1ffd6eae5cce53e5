namespace RemoteExec.Agent.Hosting;

/// <summary>Held while an agent runs on a data folder: two with one identity would each believe to own its processes.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another process has it. The operating system lets it go when the process dies.</summary>
    internal static FolderLock? TryTake(AgentFolder folder)
    {
        try
        {
            return new FolderLock(OwnerFile.Open(folder.Lock, FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
