namespace RemoteExec.Cli.CommandLine;

/// <summary>The query of a URL.</summary>
internal static class QueryText
{
    /// <summary>Without the parts that have no value.</summary>
    internal static string Of(params IEnumerable<(string Key, string? Value)> parts) =>
        string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value!)}"));
}
