using System.Text;

namespace RemoteExec.Server.Settings;

/// <summary>Text of somebody else, made fit for one line of a log or a sentence.</summary>
internal static class Escaped
{
    /// <summary>Control characters become <c>\xNN</c>; what is longer than <paramref name="most"/> characters ends in "…".</summary>
    internal static string Text(string text, int most = 200)
    {
        var result = new StringBuilder(Math.Min(text.Length, most));
        foreach (var character in text.Length > most ? text.AsSpan(0, most) : text)
        {
            if (char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
            {
                result.Append("\\x").Append(((int)character).ToString("x2"));
            }
            else
            {
                result.Append(character);
            }
        }

        return text.Length > most ? result.Append('…').ToString() : result.ToString();
    }
}
