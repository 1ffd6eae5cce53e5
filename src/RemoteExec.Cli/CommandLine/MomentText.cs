using System.Globalization;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Moments as they are typed: <c>2026-11-24T20:15:00Z</c>, or how long ago.</summary>
internal static class MomentText
{
    /// <summary>As the HTTP interface reads it; null: nothing was typed.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static string? ToQuery(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var moment = Durations.TryParse(text, out var ago) ? TimeProvider.System.GetUtcNow() - ago
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var typed) ? typed
            : throw new UsageException($"{option} must be a moment such as 2026-11-24T20:15:00Z, or how long ago, such as 2h.");
        return moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }
}
