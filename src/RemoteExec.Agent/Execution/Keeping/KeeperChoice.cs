using RemoteExec.Agent.CommandLine;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Introduction;
using RemoteExec.Processes.Keeping;

namespace RemoteExec.Agent.Execution.Keeping;

/// <summary>Which keeper this system has.</summary>
internal static class KeeperChoice
{
    /// <param name="folder">The data folder, whose processes are kept.</param>
    /// <param name="command">The program of a keeper with its arguments; null: this one.</param>
    /// <param name="isGiven">Somebody else runs it.</param>
    /// <param name="time">The clock.</param>
    internal static IKeeperSource Of(AgentFolder folder, IReadOnlyList<string>? command, bool isGiven, TimeProvider time)
    {
        var place = new KeeperPlace(folder.Keeper);
        return OperatingSystem.IsLinux()
            ? new SeparateKeeper(place, isGiven ? null : command ?? [.. ThisProgram(), KeeperCommand.Name, "--data", folder.Path], time)
            : new InnerKeeper(place, AgentVersion.Text, time);
    }

    /// <summary>How this program was called: by itself, or as an assembly that <c>dotnet</c> runs.</summary>
    private static IEnumerable<string> ThisProgram()
    {
        var program = Environment.ProcessPath ?? throw new IOException("the path of this program is not known, so no keeper can be started.");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [program];
    }
}
