namespace RemoteExec.Agent.Service;

/// <summary>What both units are made from.</summary>
/// <param name="Scope">Whose they are.</param>
/// <param name="Program">What they start.</param>
/// <param name="DataDirectory">Absolute.</param>
/// <param name="SettingsFile">The settings file, absolute; null: the usual one.</param>
internal sealed record UnitPlan(ServiceScope Scope, ServiceProgram Program, string DataDirectory, string? SettingsFile)
{
    internal const string Keeper = "remoteexec-keeper.service";
    internal const string Agent = "remoteexec-agent.service";

    /// <summary>What has them started: the machine's boot, or a person's desktop.</summary>
    internal static string WantedBy(ServiceScope scope) => scope == ServiceScope.System ? "multi-user.target" : "graphical-session.target";

    /// <summary>The command line with some arguments.</summary>
    internal string CommandLine(params IReadOnlyList<string> arguments) =>
        string.Join(' ', [SystemdQuoting.Program(Program.Command[0]), .. Program.Command.Skip(1).Concat(arguments).Select(SystemdQuoting.Argument)]);

    /// <summary>A line that is only there when it is needed.</summary>
    internal string RuntimeLine => Program.Runtime is { } runtime ? $"Environment={SystemdQuoting.Value($"DOTNET_ROOT={runtime}")}\n" : "";
}
