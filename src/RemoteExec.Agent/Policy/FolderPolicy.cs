using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Policy;

/// <summary>
/// Which programs may be started: those whose real file, after every symbolic link, lies in an allowed folder. Nothing is allowed by default.
/// </summary>
internal sealed class FolderPolicy
{
    private readonly Func<string?> _searchPath;

    // Each decision looks once, so that it is made under one set of rules.
    private volatile Rules _rules;

    /// <summary>A policy.</summary>
    /// <param name="allow">Absolute folders.</param>
    /// <param name="searchPath">The value of PATH, asked each time.</param>
    internal FolderPolicy(IReadOnlyList<string> allow, Func<string?> searchPath)
    {
        _searchPath = searchPath;
        _rules = Rules.Of(allow);
    }

    /// <summary>Other folders from now on; what runs goes on.</summary>
    /// <param name="allow">Absolute folders.</param>
    internal void Replace(IReadOnlyList<string> allow) => _rules = Rules.Of(allow);

    /// <summary>Finds the program that an entry names, if it may be started.</summary>
    internal PolicyVerdict Find(ExecuteEntry entry)
    {
        var rules = _rules;
        if (rules.Roots.Count == 0)
        {
            return PolicyVerdict.Refuse("this agent may start nothing: start it with --allow DIR for each folder it may start programs from");
        }

        if (entry.WorkingDirectory is { } folder && !Path.IsPathFullyQualified(folder))
        {
            return PolicyVerdict.Refuse("workingDirectory must be a whole path, beginning with /");
        }

        return entry.Path.Length == 0 ? FindOnPath(rules, entry.Application) : FindIn(rules, entry.Path, entry.Application);
    }

    /// <summary>Whether a folder may be shown to the server.</summary>
    internal bool MayBrowse(string folder) => Path.IsPathFullyQualified(folder) && RealPath.Of(folder) is { } real && _rules.Contain(real);

    private static PolicyVerdict FindIn(Rules rules, string path, string application)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return PolicyVerdict.Refuse($"path must be a whole path, beginning with /; {path} is not");
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var file = Path.Combine(folder, application);
        return Judge(rules, file, folder);
    }

    // As a shell would: the first one that is a file and may be executed. A folder of PATH that is not allowed is told, not skipped:
    // another program of the same name further on is not what was meant.
    private PolicyVerdict FindOnPath(Rules rules, string application)
    {
        foreach (var folder in (_searchPath() ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified))
        {
            var file = Path.Combine(folder, application);
            if (ProgramFiles.IsExecutable(file))
            {
                return Judge(rules, file, workingDirectory: null);
            }
        }

        return PolicyVerdict.NotFound($"{application} is in no folder of this agent's PATH; name its folder in path");
    }

    private static PolicyVerdict Judge(Rules rules, string file, string? workingDirectory)
    {
        if (RealPath.Of(file) is not { } real)
        {
            // Whether a file exists outside the allowed folders is nobody's business.
            return rules.Contain(RealPath.Of(Path.GetDirectoryName(file)!) ?? file)
                ? PolicyVerdict.NotFound($"{file} does not exist")
                : NotAllowed(rules, file, null);
        }

        if (!rules.Contain(real))
        {
            return NotAllowed(rules, file, real);
        }

        return Directory.Exists(real) ? PolicyVerdict.Refuse($"{file} is a folder")
            : ProgramFiles.IsExecutable(real) ? PolicyVerdict.Accept(file, workingDirectory)
            : PolicyVerdict.Refuse($"{file} is not executable: chmod +x it, or check who may run it");
    }

    private static PolicyVerdict NotAllowed(Rules rules, string file, string? real)
    {
        var folder = Path.GetDirectoryName(real ?? file);
        var leads = real is not null && real != file ? $" (it leads to {real})" : "";
        return PolicyVerdict.Refuse($"{file}{leads} is not in a folder this agent may start programs from: add --allow {folder} there, or use one of {string.Join(", ", rules.Allow)}");
    }

    /// <param name="Allow">The folders as the operator wrote them.</param>
    /// <param name="Roots">The same without symbolic links.</param>
    private sealed record Rules(IReadOnlyList<string> Allow, IReadOnlyList<string> Roots)
    {
        internal static Rules Of(IReadOnlyList<string> allow) =>
            new(allow, [.. allow.Select(folder => RealPath.Of(folder) ?? folder).Distinct(StringComparer.Ordinal)]);

        internal bool Contain(string real) => Roots.Any(root =>
            root == "/" || real == root || real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }
}
