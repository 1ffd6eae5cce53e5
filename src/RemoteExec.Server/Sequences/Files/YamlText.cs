using System.Globalization;
using System.Text;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Texts as they stand in a file: without quotes where every reader of YAML, of whatever version, takes them for the same text; else in double quotes, on one line.</summary>
internal static class YamlText
{
    // What some reader takes for a truth or for nothing.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

    /// <summary>A text behind a name, or a name.</summary>
    internal static string Write(string text) => IsPlain(text, isInList: false) ? text : Quote(text);

    /// <summary>A text between brackets.</summary>
    internal static string WriteInList(string text) => IsPlain(text, isInList: true) ? text : Quote(text);

    private static bool IsPlain(string text, bool isInList) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_')
        && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '+' or '=' or '@' or ' ' or '(' or ')' or ';' || (c == ',' && !isInList))
        && !Words.Contains(text);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                quoted.Append(text, i++, 2);
            }
            else
            {
                Append(quoted, text[i]);
            }
        }

        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, char c)
    {
        switch (c)
        {
            case '"' or '\\':
                quoted.Append('\\').Append(c);
                break;
            case '\n':
                quoted.Append("\\n");
                break;
            case '\t':
                quoted.Append("\\t");
                break;
            case var _ when IsInvisible(c):
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                break;
            default:
                quoted.Append(c);
                break;
        }
    }

    private static bool IsInvisible(char c) =>
        c is '\u00A0' or '\uFFFE' or '\uFFFF'
        || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
