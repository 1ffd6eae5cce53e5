using System.Security.Cryptography;
using System.Text;

namespace RemoteExec.Processes.Keeping;

/// <summary>Where a keeper lives: a folder of its own, and the socket at which it is spoken to.</summary>
public sealed class KeeperPlace
{
    // sun_path holds 108 bytes, the last of them 0.
    private const int LongestSocketPath = 107;

    /// <param name="folder">Absolute path of the folder.</param>
    public KeeperPlace(string folder)
    {
        Folder = folder;
        var socket = At("socket");
        Socket = Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath
            ? socket
            : Path.Combine(Path.GetTempPath(), $"remoteexec-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 12))}.socket");
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The Unix socket; in the folder, or among the temporary files when the folder's path is too long for one. Who speaks there is checked by both ends.</summary>
    public string Socket { get; }

    /// <summary>Output of processes.</summary>
    public string Logs => At("output");

    /// <summary>What the keeper says.</summary>
    public string OwnLog => At("keeper.log");

    /// <summary>Held while a keeper lives.</summary>
    public string Lock => At("lock");

    /// <summary>Makes what is missing, for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Make()
    {
        foreach (var folder in new[] { Folder, Logs })
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    private string At(string name) => Path.Combine(Folder, name);
}
