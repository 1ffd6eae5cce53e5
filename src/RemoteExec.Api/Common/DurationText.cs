using System.Globalization;

namespace RemoteExec.Api.Common;

/// <summary>Lengths of time as people write them, in options and in files alike: <c>500ms</c>, <c>2s</c>, <c>1.5s</c>, <c>3m</c>, <c>1h</c>, <c>1d</c>, and <c>0</c>.</summary>
public static class DurationText
{
    private const int MostCharacters = 24;
    private const decimal MostMilliseconds = 100m * 365 * 86_400_000;

    private static readonly (string Word, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a number and its unit. What is no whole number of milliseconds is none, and neither is what exceeds a hundred years: somebody mistyped.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="duration">0 or more.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is "0")
        {
            return true;
        }

        if (text.Length > MostCharacters || text.IndexOfAnyExceptInRange('0', '9') is not (> 0 and var end))
        {
            return false;
        }

        if (text[end] == '.')
        {
            var decimals = text[(end + 1)..].IndexOfAnyExceptInRange('0', '9');
            if (decimals < 1)
            {
                return false;
            }

            end += 1 + decimals;
        }

        var number = decimal.Parse(text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        foreach (var (word, unit) in Units)
        {
            if (text[end..].SequenceEqual(word) && number <= MostMilliseconds / unit && decimal.IsInteger(number * unit))
            {
                duration = TimeSpan.FromMilliseconds((long)(number * unit));
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes one in the largest unit of which it is a whole number.</summary>
    /// <param name="milliseconds">0 or more.</param>
    public static string Write(long milliseconds)
    {
        if (milliseconds == 0)
        {
            return "0s";
        }

        var (word, unit) = Array.Find(Units, unit => milliseconds % unit.Milliseconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / unit}{word}");
    }
}
