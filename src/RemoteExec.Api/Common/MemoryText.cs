using System.Globalization;

namespace RemoteExec.Api.Common;

/// <summary>Amounts of memory as people write them, in options and in files alike: <c>1048576</c>, <c>512M</c>, <c>256MB</c>, <c>1GiB</c>. K, M, G and T are powers of 1,024, as memory is sold, with or without B or iB.</summary>
public static class MemoryText
{
    private const string Units = "KMGT";

    /// <summary>Reads a whole number and its unit.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="bytes">0 or more.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        var unit = end < 0 ? "" : text[end..];
        var power = unit.Length == 0 ? 0 : Units.IndexOf(unit[0], StringComparison.Ordinal) + 1;
        var isUnit = power > 0 ? unit[1..] is "" or "B" or "iB" : unit is "" or "B";
        if (!isUnit || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue >> (10 * power))
        {
            return false;
        }

        bytes = number << (10 * power);
        return true;
    }

    /// <summary>Writes one in the largest unit of which it is a whole number.</summary>
    /// <param name="bytes">0 or more.</param>
    public static string Write(long bytes)
    {
        var power = bytes == 0 ? 0 : Math.Min(Units.Length, (int)long.TrailingZeroCount(bytes) / 10);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes >> (10 * power)}{(power == 0 ? "" : $"{Units[power - 1]}iB")}");
    }
}
