using System.Text;

namespace RemoteExec.Agent.Service;

/// <summary>Texts as systemd reads them in a unit (systemd.syntax(7), systemd.service(5) "Command lines"): quotes, backslashes, <c>%</c> and <c>$</c> keep no meaning of their own.</summary>
internal static class SystemdQuoting
{
    /// <summary>The program of a command line. Variables are not expanded in it, so <c>$</c> stays as it is.</summary>
    /// <exception cref="InvalidDataException">The name has a character that systemd takes in no program's name.</exception>
    internal static string Program(string path) =>
        path.AsSpan().IndexOfAny('"', '\'', '\\') >= 0
            ? throw new InvalidDataException($"systemd starts no program with a quote or a backslash in its path; move {path} to another folder.")
            : Value(path);

    /// <summary>An argument of a command line.</summary>
    /// <exception cref="InvalidDataException">It has a control character.</exception>
    internal static string Argument(string text) => Value(text).Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A word of any other setting, such as a folder.</summary>
    /// <exception cref="InvalidDataException">It has a control character.</exception>
    internal static string Value(string text)
    {
        if (text.Any(char.IsControl))
        {
            throw new InvalidDataException($"a unit cannot hold a name with control characters; rename {text}.");
        }

        if (text.Length > 0 && text.All(IsOrdinary))
        {
            return text;
        }

        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '%' => "%%", _ => c.ToString() });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsOrdinary(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '=' or ',' or '+' or '@';
}
