namespace RemoteExec.Server.Settings;

/// <summary>
/// One setting: how its text is read. The sentence that comes back says what would have been right; null means it was.
/// </summary>
internal delegate string? SettingReader(string text, ref ServerSettings settings);

/// <summary>What a setting's value looks like in JSON.</summary>
internal enum SettingShape
{
    Text,
    Number,
    List,
    Webhooks,
}

/// <summary>A setting: what it may be, and who may change it while the server runs.</summary>
/// <param name="Name">As it stands in the settings file.</param>
/// <param name="Allowed">For people: the values it takes.</param>
/// <param name="Default">The built-in value as text; null: there is none.</param>
/// <param name="Read">Reads a text of it.</param>
internal sealed record SettingKey(string Name, string Allowed, string? Default, SettingReader Read)
{
    public SettingShape Shape { get; init; }

    /// <summary>Its value is never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Why it cannot be changed while the server runs; null: it can.</summary>
    public string? NeedsRestart { get; init; }
}
