using System.Globalization;
using System.Text;

namespace RemoteExec.Cli.Printing;

/// <summary>Text of others, made harmless: what would move a cursor or turn text around is shown instead of done.</summary>
internal static class Escaped
{
    internal static string Text(string text)
    {
        if (!text.Any(Commands))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (Commands(c))
            {
                safe.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                safe.Append(c);
            }
        }

        return safe.ToString();
    }

    private static bool Commands(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
