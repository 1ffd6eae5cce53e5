namespace RemoteExec.Storage.Settings;

/// <summary>The settings that were made by the HTTP interface. Committed ones only.</summary>
public interface IStoredSettingsReader
{
    /// <summary>All of them; version 0 and nothing in it when none was ever made.</summary>
    Task<StoredSettings> SettingsAsync(CancellationToken cancellation);
}

/// <summary>What was set by the HTTP interface, as one document: it changes as a whole or not at all.</summary>
/// <param name="Version">Rises with every change; 0: nothing was ever set.</param>
/// <param name="Values">Texts by key, as they would stand in the environment.</param>
/// <param name="Secrets">Sealed texts by name; the key is not in the database.</param>
/// <param name="Off">Webhooks that their receivers have asked us to leave alone.</param>
public sealed record StoredSettings(
    long Version, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Secrets, IReadOnlyList<string> Off)
{
    /// <summary>Before anything was set.</summary>
    public static StoredSettings Nothing { get; } = new(0, new Dictionary<string, string>(), new Dictionary<string, string>(), []);
}
