using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RemoteExec.Cli.CommandLine;

/// <summary>Arguments and options that are numbers; what is none is said without naming types.</summary>
internal static class NumberOption
{
    internal static Argument<long> ProcessId() => new("ID")
    {
        Description = "The process",
        CustomParser = result => long.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : Wrong<long>(result, $"\"{Text(result)}\" is not the id of a process; \"remoteexec ps\" lists them."),
    };

    internal static Argument<long> RunId() => new("ID")
    {
        Description = "The run",
        CustomParser = result => long.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : Wrong<long>(result, $"\"{Text(result)}\" is not the id of a run; \"remoteexec runs\" lists them."),
    };

    internal static Option<int?> Milliseconds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "MS",
        CustomParser = result => int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong<int?>(result, $"{name} must be a whole number of milliseconds, not \"{Text(result)}\"."),
    };

    internal static Option<int?> Count(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong<int?>(result, $"{name} must be a whole number, not \"{Text(result)}\"."),
    };

    private static string Text(ArgumentResult result) => result.Tokens.Count == 1 ? result.Tokens[0].Value : "";

    private static T? Wrong<T>(ArgumentResult result, string sentence)
    {
        result.AddError(sentence);
        return default;
    }
}
