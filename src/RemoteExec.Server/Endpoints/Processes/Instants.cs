using System.Globalization;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>The instant at which something starts, as it is asked for: ISO 8601 with date, time and zone, cut off to a whole µs.</summary>
internal static class Instants
{
    private const string Shape = "must be an instant with date, time and zone, such as 2026-11-24T20:15:00.5Z";

    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(24);

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Adds a sentence for each thing that is wrong with it.</summary>
    /// <param name="at">Where the entry stands, for example <c>execute[0]</c>.</param>
    /// <param name="text">What was asked for; null: nothing.</param>
    /// <param name="delay">What stands beside it.</param>
    /// <param name="problems">Takes the sentences.</param>
    internal static void Check(string at, string? text, int? delay, FieldErrors problems)
    {
        if (text is not null && delay > 0)
        {
            problems.Add($"{at}.at", "says when it starts, and so does delay: give one of them");
        }

        if (text is not null && Parse(text) is null)
        {
            problems.Add($"{at}.at", Shape);
        }
    }

    /// <summary>Adds a sentence when it is too far from now.</summary>
    /// <param name="at">Where the entry stands.</param>
    /// <param name="text">What was asked for; null: nothing.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="problems">Takes the sentence.</param>
    internal static void CheckReach(string at, string? text, DateTimeOffset now, FieldErrors problems)
    {
        if (Parse(text) is not { } instant)
        {
            return;
        }

        if (instant - now > MostAhead)
        {
            problems.Add($"{at}.at", $"must be at most {MostAhead.TotalHours} h ahead of the server's clock, which says {Say(now)}");
        }
        else if (now - instant > SessionLimits.InstantTooLate)
        {
            problems.Add($"{at}.at", $"has passed by more than {SessionLimits.InstantTooLate.TotalSeconds} s: the server's clock says {Say(now)}");
        }
    }

    /// <returns>Null when it is none.</returns>
    internal static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond))
            : null;

    private static string Say(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
