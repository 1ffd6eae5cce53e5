namespace RemoteExec.Agent.Settings;

/// <summary>One source of settings: every key with its texts (a list has several).</summary>
/// <param name="Source">For sentences: a file's path, "the environment", "the command line".</param>
/// <param name="Strict">Whether a key that does not exist is a mistake (a typo in a file) or somebody else's.</param>
internal sealed record SettingsLayer(string Source, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, bool Strict)
{
    /// <summary>What is wrong with the layer as a whole; null: nothing.</summary>
    public string? Problem { get; init; }
}
