using System.Security.Cryptography;

namespace RemoteExec.Agent.Hosting;

/// <summary>Files and folders that only their owner may read; a crash while writing leaves the old content or the new one.</summary>
internal static class OwnerFile
{
    internal const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // What is made in it later inherits who may read it.
            WindowsOwner.CreateFolder(path);
            return;
        }

        Directory.CreateDirectory(path, FolderMode);
        File.SetUnixFileMode(path, FolderMode);
    }

    /// <summary>Writes the whole file under another name, then moves it into place.</summary>
    internal static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, FileMode);

    /// <summary>The same with another mode.</summary>
    internal static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.new";
        try
        {
            using (var file = Open(draft, System.IO.FileMode.CreateNew, FileShare.None))
            {
                file.Write(content);
                if (mode != FileMode && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(file.SafeFileHandle, mode);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    internal static FileStream Open(string path, System.IO.FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode;
        }

        return new FileStream(path, options);
    }
}
