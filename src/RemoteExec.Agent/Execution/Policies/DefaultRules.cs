using RemoteExec.Agent.Policy;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Policies;

/// <summary>
/// What an entry does not say, this machine's settings say: first for the application, then for all. A member counts as a whole; an environment is put together name by name. Pure.
/// </summary>
internal static class DefaultRules
{
    /// <summary>The entries of one packet with everything that will be done with them: what is journalled holds, whatever the settings say later.</summary>
    internal static IReadOnlyList<ExecuteEntry> Fill(IReadOnlyList<ExecuteEntry> entries, ProgramDefaults defaults, IPathRules paths) =>
        defaults.Equals(ProgramDefaults.None) ? entries : [.. entries.Select(entry => Fill(entry, defaults, paths))];

    private static ExecuteEntry Fill(ExecuteEntry entry, ProgramDefaults defaults, IPathRules paths) =>
        entry.Refusal is not null ? entry : Fill(Fill(entry, defaults.Of(paths.NamesOf(entry.Application)[0]), paths), defaults.All, paths);

    private static ExecuteEntry Fill(ExecuteEntry entry, Supervision more, IPathRules paths) => entry with
    {
        Environment = Fill(entry.Environment, more.Environment, paths.Comparer),
        WorkingDirectory = entry.WorkingDirectory ?? more.WorkingDirectory,
        TimeoutMilliseconds = entry.TimeoutMilliseconds ?? more.TimeoutMilliseconds,
        Policies = Fill(entry.Policies, more.Policies),
    };

    private static SupervisionPolicies? Fill(SupervisionPolicies? said, SupervisionPolicies? more) => said is null || more is null
        ? said ?? more
        : new SupervisionPolicies
        {
            Restart = said.Restart ?? more.Restart,
            Expected = said.Expected ?? more.Expected,
            Ready = said.Ready ?? more.Ready,
            Stop = said.Stop ?? more.Stop,
            User = said.User ?? more.User,
            Limits = said.Limits ?? more.Limits,
        };

    private static IReadOnlyDictionary<string, string>? Fill(IReadOnlyDictionary<string, string>? said, IReadOnlyDictionary<string, string>? more, StringComparer names)
    {
        if (said is null || more is null)
        {
            return said ?? more;
        }

        var together = new Dictionary<string, string>(names);
        foreach (var (name, value) in more.Concat(said))
        {
            together[name] = value;
        }

        return together;
    }
}
