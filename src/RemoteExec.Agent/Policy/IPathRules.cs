namespace RemoteExec.Agent.Policy;

/// <summary>What paths and programs are on an operating system.</summary>
internal interface IPathRules
{
    /// <summary>How paths are compared.</summary>
    StringComparer Comparer { get; }

    /// <summary>Reads a folder or file as a person or a server writes it.</summary>
    /// <param name="path">Any text.</param>
    /// <param name="whole">The same place, without dots and without a separator at the end.</param>
    /// <returns>What is wrong with it, to follow the words "path" or "workingDirectory"; null: nothing.</returns>
    string? Read(string path, out string whole);

    /// <summary>What is wrong with the name of a program; null: nothing.</summary>
    /// <param name="application">Without separators.</param>
    string? FindProblem(string application);

    /// <summary>The file names that an application may have, the likeliest first.</summary>
    /// <param name="application">As a server names it.</param>
    IReadOnlyList<string> NamesOf(string application);

    /// <summary>Where a path leads, after every link; null when something on the way does not exist or may not be read.</summary>
    /// <param name="path">Absolute.</param>
    string? Real(string path);

    /// <summary>Whether only to look at a path asks another machine.</summary>
    /// <param name="whole">Absolute.</param>
    bool IsRemote(string whole);

    /// <summary>Whether it is not enough that a file lies in an allowed folder: it must itself be allowed.</summary>
    /// <param name="file">Absolute.</param>
    bool MustBeNamed(string file);

    /// <summary>True for a file (or a link to one) that may be executed.</summary>
    /// <param name="file">Absolute.</param>
    bool IsProgram(string file);

    /// <summary>Why a file that <see cref="IsProgram"/> denies is none, to follow its name.</summary>
    string NoProgram { get; }

    /// <summary>The folders that <c>--allow /</c> shows a server.</summary>
    IReadOnlyList<string> Everything { get; }
}

/// <summary>Chooses, once, the rules of this operating system.</summary>
internal static class PathRules
{
    /// <summary>What allows anything, on every system.</summary>
    internal const string Anything = "/";

    internal static IPathRules OfThisSystem { get; } = OperatingSystem.IsWindows() ? new WindowsPathRules() : new UnixPathRules();
}
