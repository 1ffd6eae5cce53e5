namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>Where the programs under test were built.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    private static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    public static string Assembly(string room, string name)
    {
        var path = Path.Combine(Root, "src", room, "bin", Configuration, "net10.0", name + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built: build RemoteExec.slnx first.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RemoteExec.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("RemoteExec.slnx was not found above the tests.");
    }
}
