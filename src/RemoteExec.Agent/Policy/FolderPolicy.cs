using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Policy;

/// <summary>Which programs may be started, as things stand: the rules may be replaced while the agent runs.</summary>
/// <param name="allow">Absolute folders and files.</param>
/// <param name="searchPath">The value of PATH, asked each time.</param>
/// <param name="paths">What paths are; null: as on this system.</param>
internal sealed class FolderPolicy(IReadOnlyList<string> allow, Func<string?> searchPath, IPathRules? paths = null)
{
    // Each decision looks once, so that it is made under one set of rules.
    private volatile FolderRules _rules = new(allow, searchPath, paths);

    /// <summary>Other folders from now on; what runs goes on.</summary>
    /// <param name="others">Absolute folders and files.</param>
    internal void Replace(IReadOnlyList<string> others) => _rules = new FolderRules(others, searchPath, paths);

    /// <summary>Finds the program that an entry names, if it may be started.</summary>
    internal PolicyVerdict Find(ExecuteEntry entry) => _rules.Find(entry);

    /// <summary>Whether a folder may be shown to the server.</summary>
    internal bool MayBrowse(string folder) => _rules.MayBrowse(folder);
}
