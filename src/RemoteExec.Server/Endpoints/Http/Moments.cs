using System.Globalization;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Moments in a query.</summary>
internal static class Moments
{
    /// <summary>Reads one; without a zone it is UTC.</summary>
    /// <param name="text">What stands there; nothing is no moment.</param>
    /// <param name="moment">Null: none.</param>
    /// <returns>Null when it can be read, else the sentence.</returns>
    internal static string? TryRead(string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
        {
            return "must be a moment such as 2026-11-24T20:15:00Z";
        }

        moment = read;
        return null;
    }
}
