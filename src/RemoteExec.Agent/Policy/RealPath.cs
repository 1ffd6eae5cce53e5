namespace RemoteExec.Agent.Policy;

/// <summary>A path without symbolic links, as the kernel would walk it.</summary>
internal static class RealPath
{
    // As the kernel: more links than this are a circle.
    private const int MaxLinks = 40;

    /// <summary>The real path; null when something on the way does not exist, may not be read or is a circle.</summary>
    /// <param name="path">Absolute.</param>
    internal static string? Of(string path)
    {
        var root = Path.GetPathRoot(path);
        if (string.IsNullOrEmpty(root))
        {
            return null;
        }

        var links = 0;
        var real = root;
        var rest = new Stack<string>(Parts(path[root.Length..]).Reverse());
        while (rest.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            var next = Path.Combine(real, part);
            if (!TryReadLink(next, out var target))
            {
                return null;
            }

            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (Path.IsPathRooted(target))
            {
                real = root;
            }

            foreach (var step in Parts(Path.IsPathRooted(target) ? target[Path.GetPathRoot(target)!.Length..] : target).Reverse())
            {
                rest.Push(step);
            }
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");

    /// <returns>False when there is nothing of that name.</returns>
    private static bool TryReadLink(string path, out string? target)
    {
        target = null;
        try
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is { } link)
            {
                target = link;
                return true;
            }

            return info.Exists || Directory.Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
