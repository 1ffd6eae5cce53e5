using System.CommandLine;

namespace RemoteExec.Load.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json() => new("--json") { Description = "One JSON value instead of a table." };

    internal static Option<int> Rounds(int standard) => new("--rounds") { Description = "Interleaved rounds; the medians count.", DefaultValueFactory = _ => standard };

    internal static Option<double> Seconds(double standard) => new("--seconds") { Description = "Seconds of one round of one contender.", DefaultValueFactory = _ => standard };
}
