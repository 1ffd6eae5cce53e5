using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Connections;

/// <summary>A secret as it stands in a file or is typed.</summary>
internal static class SecretText
{
    /// <summary>Without the one newline that editors leave at the end.</summary>
    internal static string Trim(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;

    /// <summary>A token can stand in a header: it is printable and not empty.</summary>
    internal static string Checked(string token) =>
        token.Length > 0 && token.All(c => c is > ' ' and < '\u007f')
            ? token
            : throw new UsageException("The token is empty or has characters that no token has; check where it comes from.");
}
