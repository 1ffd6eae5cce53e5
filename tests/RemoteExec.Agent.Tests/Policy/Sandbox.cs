namespace RemoteExec.Agent.Tests.Policy;

/// <summary>A folder with programs, links and traps.</summary>
public sealed class Sandbox : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-policy-");

    public string Root => _folder.FullName;

    public string Folder(string name) => Directory.CreateDirectory(At(name)).FullName;

    public string Program(string name, bool executable = true)
    {
        var path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "#!/bin/sh\necho \"$0 $*\"\n");
        File.SetUnixFileMode(path, executable ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);
        return path;
    }

    public void Link(string name, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.CreateSymbolicLink(At(name), target);
    }

    public string At(string name) => Path.Combine(Root, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
