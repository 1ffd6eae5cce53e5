using System.Collections;
using RemoteExec.Agent.Policy;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>From an entry to a program with its surroundings: what the policy allows, with the environment and the folder it asks for.</summary>
internal sealed class ProgramStarter(FolderPolicy policy)
{
    private const string OwnVariables = "REMOTEEXEC_";
    private static readonly string[] OfThePerson = ["HOME", "USER", "LOGNAME", "SHELL", "MAIL", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];

    /// <returns>What to start, or why nothing is started.</returns>
    internal (ProcessSpec? Spec, string Refusal) Prepare(ExecuteEntry entry, string mark)
    {
        var verdict = policy.Find(entry);
        if (verdict.File is not { } file)
        {
            return (null, verdict.Refusal!);
        }

        var spec = new ProcessSpec
        {
            FileName = file,
            Arguments = entry.Arguments,
            WorkingDirectory = entry.WorkingDirectory ?? verdict.WorkingDirectory ?? (entry.Policies?.User is null ? Home() : null),
            Environment = Surroundings(entry.Environment, entry.Policies?.User is not null),
            Mark = mark,
            User = entry.Policies?.User,
            Limits = entry.Policies?.Limits is { } limits ? new ProcessLimits(limits.MemoryBytes, limits.CpuCores, limits.Processes) : null,
        };
        return (spec, "");
    }

    /// <summary>The environment of this agent, without what was set for it alone, which may hold secrets.</summary>
    /// <param name="added">What comes on top.</param>
    /// <param name="forSomebodyElse">Leaves out what speaks of the agent's own user.</param>
    internal static Dictionary<string, string> Surroundings(IReadOnlyDictionary<string, string>? added = null, bool forSomebodyElse = false)
    {
        var all = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !name.StartsWith(OwnVariables, StringComparison.OrdinalIgnoreCase))
            {
                all[name] = value;
            }
        }

        foreach (var name in forSomebodyElse ? OfThePerson : [])
        {
            all.Remove(name);
        }

        foreach (var (name, value) in added ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        return all;
    }

    private static string Home()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0 && Directory.Exists(home) ? home : Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } drive ? drive : "/";
    }
}
