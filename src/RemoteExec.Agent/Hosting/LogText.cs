using System.Globalization;
using System.Text;

namespace RemoteExec.Agent.Hosting;

/// <summary>Text from a peer, made fit for one line of a log: control and direction characters become <c>\u001b</c>, and what is too long is cut.</summary>
internal static class LogText
{
    private const int MaxLength = 512;

    internal static string OneLine(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                clean.Append(c);
            }
        }

        return text.Length > MaxLength ? clean.Append('…').ToString() : clean.ToString();
    }
}
