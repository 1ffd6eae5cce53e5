using System.Collections;
using RemoteExec.Agent.Policy;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution;

/// <summary>From an entry to a process: what the policy allows, with the environment and the folder it asks for.</summary>
internal sealed class ProgramStarter(FolderPolicy policy, IProcessLauncher launcher)
{
    private const string OwnVariables = "REMOTEEXEC_";

    /// <returns>A process, or why there is none.</returns>
    internal (ISupervisedProcess? Process, string Refusal) Start(ExecuteEntry entry, IOutputSink output)
    {
        var verdict = policy.Find(entry);
        if (verdict.File is not { } file)
        {
            return (null, verdict.Refusal!);
        }

        var result = launcher.Start(
            new ProcessSpec
            {
                FileName = file,
                Arguments = entry.Arguments,
                WorkingDirectory = entry.WorkingDirectory ?? verdict.WorkingDirectory ?? Home(),
                Environment = Surroundings(entry.Environment),
            },
            output);
        return result.Process is { } process ? (process, "") : (null, Answers.Of(result.Failure!));
    }

    // What was set for the agent alone may hold secrets.
    private static Dictionary<string, string> Surroundings(IReadOnlyDictionary<string, string>? added)
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
