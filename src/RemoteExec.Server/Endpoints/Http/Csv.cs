namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Lines of a CSV file (RFC 4180) that a spreadsheet may open without harm.</summary>
internal static class Csv
{
    /// <summary>One line, with its end.</summary>
    internal static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    // What begins like a formula is one to a spreadsheet, whoever wrote it: the apostrophe makes it text.
    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
