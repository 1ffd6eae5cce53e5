using System.Diagnostics;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A file system of its own, as small as can be, that can really be full. Needs the right to mount one; without it the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-full-");
    private readonly bool _mounted;

    internal SmallDisk()
    {
        _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", _folder.FullName);
    }

    internal string At(string name) => Path.Combine(_folder.FullName, name);

    internal void SkipWithoutIt() => Assert.SkipUnless(_mounted, "Mounting a file system needs root.");

    /// <summary>Takes all there is. A file may still grow inside a page (4 KiB) that it already has.</summary>
    internal void Fill()
    {
        using var file = new FileStream(At("filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    /// <summary>Gives it back.</summary>
    internal void Free() => File.Delete(At("filler"));

    public void Dispose()
    {
        if (_mounted)
        {
            // A keeper that is just leaving may still have a file of it open.
            Run("umount", "--lazy", _folder.FullName);
        }

        _folder.Delete(recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
