using System.Globalization;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Durations as people type them: 300ms, 5s, 2m, 1h.</summary>
internal static class Durations
{
    internal const string Shape = "must be a duration such as 300ms, 5s, 2m or 1h";

    private const double MostMilliseconds = 100d * 365 * 86_400_000;

    internal static bool TryParse(string text, out TimeSpan duration)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var unit = digits <= 0 ? 0 : text[digits..] switch
        {
            "ms" => 1d,
            "s" => 1_000d,
            "m" => 60_000d,
            "h" => 3_600_000d,
            "d" => 86_400_000d,
            _ => 0,
        };
        if (unit == 0 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            duration = default;
            return false;
        }

        // Beyond a hundred years somebody mistyped.
        var milliseconds = number * unit;
        duration = milliseconds <= MostMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : default;
        return milliseconds <= MostMilliseconds;
    }
}
