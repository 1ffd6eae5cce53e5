using System.Collections;
using RemoteExec.Agent.Policy;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>From an entry to a program with its surroundings: what the policy allows, with the environment and the folder it asks for.</summary>
internal sealed class ProgramStarter(FolderPolicy policy)
{
    private const string OwnVariables = "REMOTEEXEC_";

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
            WorkingDirectory = entry.WorkingDirectory ?? verdict.WorkingDirectory ?? Home(),
            Environment = Surroundings(entry.Environment),
            Mark = mark,
        };
        return (spec, "");
    }

    /// <summary>The environment of this agent, without what was set for it alone, which may hold secrets.</summary>
    internal static Dictionary<string, string> Surroundings(IReadOnlyDictionary<string, string>? added = null)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !name.StartsWith(OwnVariables, StringComparison.Ordinal))
            {
                all[name] = value;
            }
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
        return home.Length > 0 && Directory.Exists(home) ? home : "/";
    }
}
