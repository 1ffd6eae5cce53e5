using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>What was typed after <c>--</c>, as the server takes it: a folder and a file name.</summary>
internal static class CommandLineOf
{
    internal static (string? Path, string Application) Split(string typed, string? path)
    {
        var slash = typed.LastIndexOf('/');
        if (slash < 0)
        {
            return (path, typed);
        }

        if (path is not null)
        {
            throw new UsageException("Give the folder either with --path or with the application.");
        }

        return !typed.StartsWith('/') || slash == typed.Length - 1
            ? throw new UsageException($"\"{typed}\" must be a file name or an absolute path: nobody knows which folder it would start from on the machine.")
            : (slash == 0 ? "/" : typed[..slash], typed[(slash + 1)..]);
    }

    internal static Dictionary<string, string>? Environment(IEnumerable<string> typed)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in typed)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // The value may be a secret, and there is none to show here anyway.
                throw new UsageException("--env must look like NAME=VALUE.");
            }

            variables[pair[..equals]] = pair[(equals + 1)..];
        }

        return variables.Count == 0 ? null : variables;
    }
}
