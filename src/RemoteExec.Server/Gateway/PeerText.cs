using System.Globalization;
using System.Text;

namespace RemoteExec.Server.Gateway;

/// <summary>Text from a peer, made safe to store, show and log: control and direction characters become <c>\u001b</c>, and what is too long is cut.</summary>
internal static class PeerText
{
    private const int MaxLength = 4_096;

    internal static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var length = Math.Min(text.Length, MaxLength);
        if (!text.AsSpan(0, length).ContainsAnyExceptInRange(' ', '~'))
        {
            return length == text.Length ? text : text[..length];
        }

        var clean = new StringBuilder(length);
        foreach (var c in text.AsSpan(0, length))
        {
            if (c is not '\n' and not '\t' && char.GetUnicodeCategory(c)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }

    /// <summary>For a log line: no line breaks either.</summary>
    internal static string OneLine(string? text) => Clean(text).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
}
