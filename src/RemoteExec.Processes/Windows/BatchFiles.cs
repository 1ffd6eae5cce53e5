namespace RemoteExec.Processes.Windows;

/// <summary>
/// Files that Windows does not start itself but hands to cmd.exe, which reads their arguments by rules of its own: no quoting is safe against it, so what it could take for a command
/// is not handed over at all.
/// </summary>
public static class BatchFiles
{
    private const string Meta = "\"%!^&|<>()";

    /// <summary>Whether a file of this name is such a file. Windows drops dots and spaces at the end of a name, so <c>x.bat. .</c> is one.</summary>
    /// <param name="file">A name or a path.</param>
    public static bool IsOne(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var name = file.AsSpan().TrimEnd(". ");
        return name.EndsWith(".bat", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why these arguments cannot be handed to one; null when they can.</summary>
    /// <param name="arguments">What was asked for.</param>
    public static string? FindProblem(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.Any(argument => argument.Any(c => Meta.Contains(c, StringComparison.Ordinal) || char.IsControl(c)))
            ? $"an argument of a .bat or .cmd file must hold none of {string.Join(' ', Meta.AsEnumerable())} and no control character, because cmd.exe would read it as a command; start a program instead"
            : null;
    }
}
