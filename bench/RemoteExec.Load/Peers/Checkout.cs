namespace RemoteExec.Load.Peers;

/// <summary>The checkout that this program was built from, and the programs built beside it.</summary>
internal static class Checkout
{
    internal static string Root { get; } = FindRoot();

    /// <summary>A program's assembly, from a Release build.</summary>
    internal static string Assembly(string project, string name)
    {
        var path = Path.Combine(Root, "src", project, "bin", "Release", "net10.0", name + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build it first: dotnet build src/{project} -c Release", path);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RemoteExec.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("RemoteExec.slnx was not found above this program.");
    }
}
