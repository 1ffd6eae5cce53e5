using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Policy;

/// <summary>
/// Which programs may be started: those whose real file, after every link, lies in an allowed folder, or is allowed itself. Nothing is allowed by default.
/// </summary>
internal sealed class FolderRules
{
    private readonly IReadOnlyList<string> _roots;
    private readonly Func<string?> _searchPath;
    private readonly IPathRules _rules;

    /// <summary>Rules that never change.</summary>
    /// <param name="allow">Absolute folders and files.</param>
    /// <param name="searchPath">The value of PATH, asked each time.</param>
    /// <param name="rules">What paths are; null: as on this system.</param>
    internal FolderRules(IReadOnlyList<string> allow, Func<string?> searchPath, IPathRules? rules = null)
    {
        Allow = allow;
        _searchPath = searchPath;
        _rules = rules ?? PathRules.OfThisSystem;
        _roots = [.. allow.Select(folder => folder == PathRules.Anything ? folder : _rules.Real(folder) ?? folder).Distinct(_rules.Comparer)];
    }

    /// <summary>The folders as the operator wrote them.</summary>
    internal IReadOnlyList<string> Allow { get; }

    /// <summary>Finds the program that an entry names, if it may be started.</summary>
    internal PolicyVerdict Find(ExecuteEntry entry)
    {
        if (_roots.Count == 0)
        {
            return PolicyVerdict.Refuse("this agent may start nothing: start it with --allow DIR for each folder it may start programs from");
        }

        if (entry.WorkingDirectory is { } folder && FindProblem(folder, out _) is { } wrong)
        {
            return PolicyVerdict.Refuse($"workingDirectory {wrong}");
        }

        if (_rules.FindProblem(entry.Application) is { } name)
        {
            return PolicyVerdict.Refuse($"application {name}");
        }

        return entry.Path.Length == 0 ? FindOnPath(entry.Application) : FindIn(entry.Path, entry.Application);
    }

    /// <summary>Whether a folder may be shown to the server.</summary>
    internal bool MayBrowse(string folder) => FindProblem(folder, out _) is null && _rules.Real(folder) is { } real && IsInside(real);

    private PolicyVerdict FindIn(string path, string application)
    {
        if (FindProblem(path, out var folder) is { } wrong)
        {
            return PolicyVerdict.Refuse($"path {wrong}; {path} does not fit");
        }

        // Which of several names is there is told of allowed folders only: whether a file exists elsewhere is nobody's business.
        var found = _rules.NamesOf(application).FirstOrDefault(name => _rules.Real(Path.Combine(folder, name)) is { } real && IsInside(real));
        return Judge(Path.Combine(folder, found ?? application), folder);
    }

    // As a shell would: the first one that is a file and may be executed. A folder of PATH that is not allowed is told, not skipped:
    // another program of the same name further on is not what was meant.
    private PolicyVerdict FindOnPath(string application)
    {
        foreach (var text in (_searchPath() ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindProblem(text, out var folder) is not null)
            {
                continue;
            }

            foreach (var name in _rules.NamesOf(application))
            {
                var file = Path.Combine(folder, name);
                if (_rules.IsProgram(file))
                {
                    return Judge(file, workingDirectory: null);
                }
            }
        }

        return PolicyVerdict.NotFound($"{application} is in no folder of this agent's PATH; name its folder in path");
    }

    private PolicyVerdict Judge(string file, string? workingDirectory)
    {
        if (_rules.Real(file) is not { } real)
        {
            // Whether a file exists outside the allowed folders is nobody's business.
            return IsInside(_rules.Real(Path.GetDirectoryName(file)!) ?? file)
                ? PolicyVerdict.NotFound($"{file} does not exist")
                : NotAllowed(file, null);
        }

        if (!IsInside(real))
        {
            return NotAllowed(file, real);
        }

        return Directory.Exists(real) ? PolicyVerdict.Refuse($"{file} is a folder")
            : !_rules.IsProgram(real) ? PolicyVerdict.Refuse($"{file} {_rules.NoProgram}")
            : (_rules.MustBeNamed(file) || _rules.MustBeNamed(real)) && !_roots.Contains(real, _rules.Comparer)
                ? PolicyVerdict.Refuse($"{file} is a script of cmd.exe, and those are started only when they are named: add --allow {real} there")
            : PolicyVerdict.Accept(file, workingDirectory);
    }

    private PolicyVerdict NotAllowed(string file, string? real)
    {
        var folder = Path.GetDirectoryName(real ?? file);
        var leads = real is not null && real != file ? $" (it leads to {real})" : "";
        return PolicyVerdict.Refuse($"{file}{leads} is not in a folder this agent may start programs from: add --allow {folder} there, or use one of {string.Join(", ", Allow)}");
    }

    // A share is asked only when it is allowed: to look at a path is to show another machine who is looking.
    private string? FindProblem(string path, out string whole)
    {
        var wrong = _rules.Read(path, out var found);
        whole = found;
        return wrong
            ?? (_rules.IsRemote(found) && !IsInside(found) && !Allow.Any(folder => IsBelow(found, folder)) ? "is on a share that this agent may not start programs from" : null);
    }

    private bool IsInside(string real) => _roots.Any(root => root == PathRules.Anything || IsBelow(real, root));

    // Drives end with a separator, folders do not.
    private bool IsBelow(string path, string folder) =>
        _rules.Comparer.Equals(path, folder)
        || (folder.TrimEnd(Path.DirectorySeparatorChar) is var stem
            && path.Length > stem.Length
            && path[stem.Length] == Path.DirectorySeparatorChar
            && _rules.Comparer.Equals(path[..stem.Length], stem));
}
