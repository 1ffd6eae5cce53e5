using System.Text;

namespace RemoteExec.Protocol.Messages;

/// <summary>
/// One string for many arguments, as legacy peers write them: the rules of CommandLineToArgvW for parameters (docs/protocol.md §10). Joining and splitting gives back
/// what went in.
/// </summary>
public static class CommandLineArguments
{
    /// <summary>Splits a string.</summary>
    /// <param name="line">Any string.</param>
    /// <returns>The arguments; none for a blank string.</returns>
    public static IReadOnlyList<string> Split(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var arguments = new List<string>();
        var position = 0;
        while (SkipBlanks(line, ref position))
        {
            arguments.Add(ReadOne(line, ref position));
        }

        return arguments;
    }

    /// <summary>Joins arguments, quoting where it is needed.</summary>
    /// <param name="arguments">Any strings.</param>
    public static string Join(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var line = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (line.Length > 0)
            {
                line.Append(' ');
            }

            Quote(argument, line);
        }

        return line.ToString();
    }

    private static bool SkipBlanks(string line, ref int position)
    {
        while (position < line.Length && line[position] is ' ' or '\t')
        {
            position++;
        }

        return position < line.Length;
    }

    private static string ReadOne(string line, ref int position)
    {
        var argument = new StringBuilder();
        var quoted = false;
        while (position < line.Length && (quoted || line[position] is not (' ' or '\t')))
        {
            var backslashes = 0;
            while (position < line.Length && line[position] == '\\')
            {
                backslashes++;
                position++;
            }

            if (position < line.Length && line[position] == '"')
            {
                argument.Append('\\', backslashes / 2);
                ReadQuote(line, ref position, argument, backslashes % 2 == 1, ref quoted);
            }
            else if (backslashes > 0)
            {
                argument.Append('\\', backslashes);
            }
            else
            {
                argument.Append(line[position++]);
            }
        }

        return argument.ToString();
    }

    private static void ReadQuote(string line, ref int position, StringBuilder argument, bool literal, ref bool quoted)
    {
        position++;
        if (literal)
        {
            argument.Append('"');
        }
        else if (quoted && position < line.Length && line[position] == '"')
        {
            argument.Append('"');
            position++;
        }
        else
        {
            quoted = !quoted;
        }
    }

    private static void Quote(string argument, StringBuilder line)
    {
        if (argument.Length > 0 && !argument.AsSpan().ContainsAny(" \t\n\v\""))
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

        // Backslashes before the closing quote would otherwise make it a literal one.
        line.Append('\\', backslashes).Append('"');
    }
}
