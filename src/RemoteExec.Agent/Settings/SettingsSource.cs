namespace RemoteExec.Agent.Settings;

/// <summary>Reads every layer of settings once more; they count only when there is no problem.</summary>
internal delegate (AgentSettings Settings, IReadOnlyList<string> Problems) SettingsSource();
