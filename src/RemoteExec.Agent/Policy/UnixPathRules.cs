namespace RemoteExec.Agent.Policy;

/// <summary>One tree; programs have a bit that says so.</summary>
internal sealed class UnixPathRules : IPathRules
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public StringComparer Comparer => StringComparer.Ordinal;

    public string NoProgram => "is not executable: chmod +x it, or check who may run it";

    public IReadOnlyList<string> Everything => [PathRules.Anything];

    public string? Read(string path, out string whole)
    {
        whole = "";
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
        {
            return "must be a whole path, beginning with /, for example /opt/show";
        }

        whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return null;
    }

    public string? FindProblem(string application) => null;

    public IReadOnlyList<string> NamesOf(string application) => [application];

    public string? Real(string path) => RealPath.Of(path);

    public bool IsRemote(string whole) => false;

    public bool MustBeNamed(string file) => false;

    public bool IsProgram(string file)
    {
        try
        {
            return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
