using RemoteExec.Api.Common;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Durations as people type them: 300ms, 5s, 1.5s, 2m, 1h.</summary>
internal static class Durations
{
    internal const string Shape = "must be a duration such as 300ms, 5s, 2m or 1h";

    internal static bool TryParse(string text, out TimeSpan duration) => DurationText.TryParse(text, out duration);
}
