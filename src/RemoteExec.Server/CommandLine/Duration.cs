using RemoteExec.Api.Common;

namespace RemoteExec.Server.CommandLine;

/// <summary>Lengths of time as people type them: <c>90s</c>, <c>15m</c>, <c>1.5h</c>, <c>7d</c>.</summary>
internal static class Duration
{
    /// <summary>Reads one that is longer than nothing.</summary>
    internal static bool TryParse(string? text, out TimeSpan duration) => DurationText.TryParse(text, out duration) && duration > TimeSpan.Zero;
}
