namespace RemoteExec.Agent.Settings;

/// <summary>What new settings mean for an agent that runs.</summary>
/// <param name="Settings">The ones that hold from now on: the new ones, but for what needs a restart.</param>
/// <param name="Taken">Keys that have changed and take effect at once.</param>
/// <param name="NeedRestart">Keys that have changed and wait for the next start.</param>
internal sealed record SettingsChange(AgentSettings Settings, IReadOnlyList<string> Taken, IReadOnlyList<string> NeedRestart)
{
    private static readonly (string Key, Func<AgentSettings, AgentSettings, bool> IsSame)[] Comparisons =
    [
        (SettingKeys.Server, (a, b) => a.Servers.SequenceEqual(b.Servers)),
        (SettingKeys.Name, (a, b) => a.Name == b.Name),
        (SettingKeys.TokenFile, (a, b) => a.TokenFile == b.TokenFile),
        (SettingKeys.PasswordFile, (a, b) => a.PasswordFile == b.PasswordFile),
        (SettingKeys.Fingerprint, (a, b) => a.Fingerprint == b.Fingerprint),
        (SettingKeys.TrustOnFirstUse, (a, b) => a.TrustOnFirstUse == b.TrustOnFirstUse),
        (SettingKeys.Allow, (a, b) => a.Allow.SequenceEqual(b.Allow, StringComparer.Ordinal)),
        (SettingKeys.Dialect, (a, b) => a.Dialect == b.Dialect),
        (SettingKeys.Plain, (a, b) => a.Plain == b.Plain),
        (SettingKeys.Label, (a, b) => SameLabels(a.Labels, b.Labels)),
        (SettingKeys.Data, (a, b) => a.DataDirectory == b.DataDirectory),
        (SettingKeys.OnExit, (a, b) => a.LeaveOnExit == b.LeaveOnExit),
        (SettingKeys.Keeper, (a, b) => a.KeeperIsGiven == b.KeeperIsGiven),
        (SettingKeys.Defaults, (a, b) => a.Defaults.AllAsWritten == b.Defaults.AllAsWritten),
        (SettingKeys.Programs, (a, b) => a.Defaults.ProgramsAsWritten == b.Defaults.ProgramsAsWritten),
        (SettingKeys.JsonLogs, (a, b) => a.JsonLogs == b.JsonLogs),
    ];

    /// <summary>Compares the settings that hold with those that were read.</summary>
    internal static SettingsChange Between(AgentSettings held, AgentSettings read)
    {
        // The folder is locked and the log is open. With or without an identity is who the agent is to a server.
        var next = read with { DataDirectory = held.DataDirectory, JsonLogs = held.JsonLogs, KeeperIsGiven = held.KeeperIsGiven };
        if (held.Plain != read.Plain)
        {
            // What goes with the one wire contradicts the other, so it waits together.
            next = next with
            {
                Plain = held.Plain,
                Servers = held.Servers,
                Dialect = held.Dialect,
                TokenFile = held.TokenFile,
                PasswordFile = held.PasswordFile,
                Fingerprint = held.Fingerprint,
                TrustOnFirstUse = held.TrustOnFirstUse,
            };
        }

        return new SettingsChange(next, Differing(held, next), Differing(next, read));
    }

    private static IReadOnlyList<string> Differing(AgentSettings one, AgentSettings other) =>
        [.. Comparisons.Where(comparison => !comparison.IsSame(one, other)).Select(comparison => comparison.Key)];

    private static bool SameLabels(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(label => other.TryGetValue(label.Key, out var value) && value == label.Value);
}
