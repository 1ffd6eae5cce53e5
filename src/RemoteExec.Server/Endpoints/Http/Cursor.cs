using System.Globalization;

namespace RemoteExec.Server.Endpoints.Http;

/// <summary>What every list takes: how many, and from where on.</summary>
internal static class Cursor
{
    internal const int DefaultLimit = 100;
    internal const int MostLimit = 1_000;

    /// <summary>Reads <c>limit</c>; a sentence comes back when it is not one.</summary>
    internal static string? TryLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit)
            ? null
            : $"limit must be a whole number from 1 to {MostLimit}.";
    }

    /// <summary>Reads a cursor that is a number; a sentence comes back when it is not one of ours.</summary>
    internal static string? TryNumber(string name, string? text, out long number)
    {
        number = 0;
        return string.IsNullOrEmpty(text) || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 0)
            ? null
            : $"{name} must be what an earlier answer gave, unchanged.";
    }
}
