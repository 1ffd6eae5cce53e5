using System.Text;

namespace RemoteExec.Processes.Windows;

/// <summary>
/// Windows hands a program one string. This is the way from arguments to that string which CommandLineToArgvW, and with it nearly every program, splits back into the same
/// arguments: quotes where they are needed, backslashes doubled where a quote follows.
/// </summary>
internal static class CommandLine
{
    /// <summary>What CreateProcess takes, the closing NUL included.</summary>
    internal const int MaxLength = 32_767;

    private const string Separators = " \t\n\v\"";

    // cmd.exe parts at these as well.
    private const string BatchSeparators = Separators + ",;=";

    /// <summary>Joins.</summary>
    /// <param name="file">The program; it is quoted always, and holds no quote, because no file name does.</param>
    /// <param name="arguments">Any strings without NUL.</param>
    internal static string Join(string file, IEnumerable<string> arguments)
    {
        var separators = BatchFiles.IsOne(file) ? BatchSeparators : Separators;
        var line = new StringBuilder().Append('"').Append(file).Append('"');
        foreach (var argument in arguments)
        {
            Append(line.Append(' '), argument, separators);
        }

        return line.ToString();
    }

    private static void Append(StringBuilder line, string argument, string separators)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAny(separators))
        {
            line.Append(argument);
            return;
        }

        line.Append('"');
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '"')
            {
                line.Append('\\', backslashes + 1);
            }

            backslashes = c == '\\' ? backslashes + 1 : 0;
            line.Append(c);
        }

        // Before the closing quote too: an odd backslash would make it one of the argument's own.
        line.Append('\\', backslashes).Append('"');
    }
}
