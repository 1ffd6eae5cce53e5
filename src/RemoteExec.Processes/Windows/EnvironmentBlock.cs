using System.Text;

namespace RemoteExec.Processes.Windows;

/// <summary>An environment as CreateProcess takes it: <c>NAME=value</c> and a NUL, again and again, in the order of the names, and a NUL at the end.</summary>
internal static class EnvironmentBlock
{
    /// <summary>Builds the block.</summary>
    /// <param name="variables">Names count without case, as Windows counts them; of two that are alike the later one wins.</param>
    internal static string Build(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables)
        {
            sorted[name] = value;
        }

        var block = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            block.Append(name).Append('=').Append(value).Append('\0');
        }

        // An empty one needs two.
        return block.Append(sorted.Count == 0 ? "\0\0" : "\0").ToString();
    }
}
