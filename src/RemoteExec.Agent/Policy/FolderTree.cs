using System.Text;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Policy;

/// <summary>The allowed folders as a tree, for <c>setup</c>: at most 3 levels, 200 entries in a folder, 32 KiB together; what was cut is marked.</summary>
internal static class FolderTree
{
    internal const int MaxEntries = 200;
    private const int MaxLevels = 3;

    // {"path":"","files":[],"folders":[],"truncated":true}, and a quoted name with its comma.
    private const int FolderCost = 52;
    private const int NameCost = 3;

    internal static IReadOnlyList<FolderNode> Read(IReadOnlyList<string> folders)
    {
        // Broad first: every allowed folder is there before one of them is shown deeply.
        var budget = MessageLimits.MaxTreeBytes - 1024;
        var shown = folders.SelectMany(folder => folder == PathRules.Anything ? PathRules.OfThisSystem.Everything : [folder]);
        var roots = shown.Take(MaxEntries).Select(folder => new Draft(folder, 1)).ToList();
        var queue = new Queue<Draft>(roots);
        foreach (var root in roots)
        {
            budget -= FolderCost + Cost(root.Path);
        }

        while (queue.TryDequeue(out var draft))
        {
            Fill(draft, queue, ref budget);
        }

        return [.. roots.Select(root => root.Finish())];
    }

    /// <summary>One folder's programs and folders, by name.</summary>
    internal static (IReadOnlyList<string> Files, IReadOnlyList<string> Folders, bool Truncated, string Problem) List(string folder)
    {
        try
        {
            var files = new List<string>();
            var folders = new List<string>();
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
            {
                if (Directory.Exists(entry))
                {
                    folders.Add(Path.GetFileName(entry));
                }
                else if (PathRules.OfThisSystem.IsProgram(entry))
                {
                    files.Add(Path.GetFileName(entry));
                }
            }

            // Both lists share a packet with nothing else in it.
            var budget = MessageLimits.MaxTreeBytes;
            var shownFiles = files.Take(MaxEntries).TakeWhile(file => Afford(ref budget, NameCost + Cost(file))).ToList();
            var shownFolders = folders.Take(MaxEntries).TakeWhile(name => Afford(ref budget, NameCost + Cost(name))).ToList();
            return (shownFiles, shownFolders, shownFiles.Count < files.Count || shownFolders.Count < folders.Count, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], [], false, "the folder cannot be read");
        }
    }

    private static void Fill(Draft draft, Queue<Draft> queue, ref int budget)
    {
        var (files, folders, truncated, _) = List(draft.Path);
        draft.Truncated = truncated;
        foreach (var file in files)
        {
            if (!Afford(ref budget, NameCost + Cost(file)))
            {
                draft.Truncated = true;
                return;
            }

            draft.Files.Add(file);
        }

        foreach (var folder in folders)
        {
            var child = new Draft(Path.Combine(draft.Path, folder), draft.Level + 1);
            if (draft.Level == MaxLevels || !Afford(ref budget, FolderCost + Cost(child.Path)))
            {
                draft.Truncated = true;
                return;
            }

            draft.Folders.Add(child);

            // A link may lead anywhere, also in a circle: it is named and not entered.
            if (new DirectoryInfo(child.Path).LinkTarget is null)
            {
                queue.Enqueue(child);
            }
            else
            {
                child.Truncated = true;
            }
        }
    }

    private static bool Afford(ref int budget, int cost)
    {
        if (budget < cost)
        {
            return false;
        }

        budget -= cost;
        return true;
    }

    // Whatever JSON escapes may become six bytes.
    private static int Cost(string name) => Encoding.UTF8.GetByteCount(name) + (5 * name.Count(c => c is < ' ' or '"' or '\\' or > '~'));

    private sealed class Draft(string path, int level)
    {
        internal string Path => path;

        internal int Level => level;

        internal List<string> Files { get; } = [];

        internal List<Draft> Folders { get; } = [];

        internal bool Truncated { get; set; }

        internal FolderNode Finish() => new(Path, Files, [.. Folders.Select(folder => folder.Finish())], Truncated ? true : null);
    }
}
