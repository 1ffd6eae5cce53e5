using System.Globalization;

namespace RemoteExec.Cli.Printing;

/// <summary>How long ago, in the largest unit that says it.</summary>
internal static class Ages
{
    internal static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var age = now - then;
        var text = age switch
        {
            { TotalSeconds: < 1 } => "now",
            { TotalMinutes: < 1 } => $"{(int)age.TotalSeconds}s",
            { TotalHours: < 1 } => $"{(int)age.TotalMinutes}m",
            { TotalDays: < 2 } => $"{(int)age.TotalHours}h",
            _ => $"{(int)age.TotalDays}d",
        };
        return text == "now" ? text : text + " ago";
    }

    internal static string Clock(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
