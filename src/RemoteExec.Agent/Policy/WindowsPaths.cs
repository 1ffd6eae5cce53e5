using System.Buffers;
using System.Collections.Frozen;

namespace RemoteExec.Agent.Policy;

/// <summary>
/// Paths of Windows, read as text: <c>C:/folder</c>, <c>C:\folder</c> and <c>//server/share</c>. What Windows would read as something else than it looks like is refused: devices,
/// streams, names whose end it drops, and the prefixes that switch its own reading off.
/// </summary>
internal static class WindowsPaths
{
    /// <summary>What is whole, for sentences.</summary>
    internal const string MustBeWhole = "must be a whole path with its drive or share, for example C:/show or //server/share/show";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>\"|?*");

    private static readonly FrozenSet<string> Devices = new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" }
        .Concat("0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" }))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a path.</summary>
    /// <param name="path">Any text.</param>
    /// <param name="whole">With backslashes, without dots, and without one at the end except after a drive alone (<c>C:\</c>).</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    internal static string? Read(string path, out string whole)
    {
        whole = "";
        var text = path.Replace('/', '\\');
        if (text.StartsWith(@"\\?\", StringComparison.Ordinal) || text.StartsWith(@"\\.\", StringComparison.Ordinal) || text.StartsWith(@"\??\", StringComparison.Ordinal))
        {
            return @"must not begin with \\?\ or \\.\, which name devices; write it as C:/folder or //server/share/folder";
        }

        string root;
        string[] parts;
        if (text.Length >= 3 && char.IsAsciiLetter(text[0]) && text[1] == ':' && text[2] == '\\')
        {
            root = $@"{char.ToUpperInvariant(text[0])}:\";
            parts = Parts(text[3..]);
        }
        else if (text.StartsWith(@"\\", StringComparison.Ordinal) && Parts(text[2..]) is [var server, var share, .. var rest] && text[2] != '\\')
        {
            if ((FindNameProblem(server) ?? FindNameProblem(share)) is { } wrong)
            {
                return wrong;
            }

            root = $@"\\{server}\{share}\";
            parts = rest;
        }
        else
        {
            return MustBeWhole;
        }

        var names = new List<string>();
        foreach (var part in parts)
        {
            if (part == "..")
            {
                // As Windows does it: by the text, and never above the root.
                names.RemoveRange(Math.Max(0, names.Count - 1), Math.Min(1, names.Count));
            }
            else if (part != "." && FindNameProblem(part) is { } wrong)
            {
                return wrong;
            }
            else if (part != ".")
            {
                names.Add(part);
            }
        }

        whole = names.Count > 0 ? root + string.Join('\\', names) : root[1] == ':' ? root : root[..^1];
        return null;
    }

    /// <summary>What is wrong with one name in a path; null: nothing.</summary>
    internal static string? FindNameProblem(string name)
    {
        if (name.Contains(':', StringComparison.Ordinal))
        {
            return $"must not name a stream of a file: {name} holds a colon";
        }

        if (name.Any(char.IsControl) || name.AsSpan().ContainsAny(Forbidden))
        {
            return "must hold no control characters and none of < > \" | ? *";
        }

        if (name.Length == 0 || name[^1] is '.' or ' ')
        {
            return $"must not hold a name that ends with a dot or a space, which Windows drops: \"{name}\"";
        }

        // "nul.txt" and "con .x" are the devices, too.
        return Devices.Contains(name.Split('.')[0].TrimEnd(' ')) ? $"must not name a device: {name} is one" : null;
    }

    private static string[] Parts(string text) => text.Split('\\', StringSplitOptions.RemoveEmptyEntries);
}
