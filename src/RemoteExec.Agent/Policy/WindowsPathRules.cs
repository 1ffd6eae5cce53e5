using RemoteExec.Processes.Windows;

namespace RemoteExec.Agent.Policy;

/// <summary>
/// Drives and shares, case ignored; programs are known by their extension. Windows itself is asked where a path leads. The extensions in PATHEXT are not asked: what is a program must not
/// depend on a variable.
/// </summary>
internal sealed class WindowsPathRules : IPathRules
{
    private static readonly string[] Programs = [".exe", ".com"];

    public StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    public string NoProgram => "is no program: .exe and .com files are, and .bat and .cmd files that --allow names";

    public IReadOnlyList<string> Everything => [.. DriveInfo.GetDrives().Where(drive => drive.DriveType == DriveType.Fixed).Select(drive => drive.Name)];

    public string? Read(string path, out string whole) => WindowsPaths.Read(path, out whole);

    public string? FindProblem(string application) => WindowsPaths.FindNameProblem(application);

    public IReadOnlyList<string> NamesOf(string application) =>
        HasProgramExtension(application) ? [application] : [.. Programs.Select(extension => application + extension)];

    public string? Real(string path) => OperatingSystem.IsWindows() ? FinalPath.Of(path) : null;

    public bool IsRemote(string whole) => whole.StartsWith(@"\\", StringComparison.Ordinal);

    public bool MustBeNamed(string file) => BatchFiles.IsOne(file);

    public bool IsProgram(string file) => HasProgramExtension(file) && File.Exists(file);

    private static bool HasProgramExtension(string name) =>
        BatchFiles.IsOne(name) || Programs.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
