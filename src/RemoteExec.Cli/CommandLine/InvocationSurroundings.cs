namespace RemoteExec.Cli.CommandLine;

/// <summary>What surrounds an invocation: a test puts its own around it.</summary>
internal sealed class InvocationSurroundings
{
    internal required Func<string, string?> Variable { get; init; }

    internal required TextReader In { get; init; }

    /// <summary>Where bytes of programs go, and everything else that is the command's result.</summary>
    internal required Stream Out { get; init; }

    /// <summary>Where bytes of programs' standard error go, and what is said to a person.</summary>
    internal required Stream Error { get; init; }

    internal required bool OutIsTerminal { get; init; }

    internal required bool ErrorIsTerminal { get; init; }

    internal required bool InIsTerminal { get; init; }

    internal required string CurrentFolder { get; init; }

    internal static InvocationSurroundings OfThisProcess() => new()
    {
        Variable = Environment.GetEnvironmentVariable,
        In = Console.In,
        Out = Console.OpenStandardOutput(),
        Error = Console.OpenStandardError(),
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InIsTerminal = !Console.IsInputRedirected,
        CurrentFolder = Environment.CurrentDirectory,
    };
}
