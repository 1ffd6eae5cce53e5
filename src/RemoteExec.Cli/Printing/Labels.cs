namespace RemoteExec.Cli.Printing;

/// <summary>Labels as they are typed.</summary>
internal static class Labels
{
    internal static string Text(IReadOnlyDictionary<string, string> labels) =>
        string.Join(' ', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
