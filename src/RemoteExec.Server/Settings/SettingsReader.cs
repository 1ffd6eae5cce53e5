namespace RemoteExec.Server.Settings;

/// <summary>One layer of settings: where it comes from, and its texts by key.</summary>
/// <param name="Source">For sentences: a file's path, "the environment", "the command line".</param>
/// <param name="Strict">Whether a key that does not exist is a mistake (a typo in a file) or somebody else's.</param>
internal sealed record SettingsLayer(string Source, IReadOnlyDictionary<string, string> Values, bool Strict)
{
    /// <summary>What is wrong with the layer as a whole, for example a file that is not JSON.</summary>
    public string? Problem { get; init; }

    /// <summary>What kind of place that is.</summary>
    public SettingOrigin Origin { get; init; } = SettingOrigin.File;

    /// <inheritdoc/>
    public override string ToString() => Source;
}

/// <summary>Merges layers, the later ones win, and names everything that is wrong with them at once.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the layers in order; the settings count only when there is no problem.</summary>
    internal static (ServerSettings Settings, IReadOnlyList<string> Problems) Read(
        string defaultDataDirectory, params IReadOnlyList<SettingsLayer> layers)
    {
        var settings = new ServerSettings { DataDirectory = defaultDataDirectory };
        if (!System.Net.Sockets.Socket.OSSupportsIPv6)
        {
            settings = settings with { Listen = new(System.Net.IPAddress.Any, ServerSettings.DefaultAgentPort) };
        }

        return Over(settings, layers);
    }

    /// <summary>Puts layers over settings; the result counts only when there is no problem.</summary>
    internal static (ServerSettings Settings, IReadOnlyList<string> Problems) Over(ServerSettings settings, params IReadOnlyList<SettingsLayer> layers)
    {
        var problems = new List<string>();
        foreach (var layer in layers)
        {
            if (layer.Problem is { } problem)
            {
                problems.Add($"{layer.Source}: {problem}");
            }

            foreach (var (key, text) in layer.Values)
            {
                if (SettingKeys.All.TryGetValue(key, out var known))
                {
                    if (known.Read(text, ref settings) is { } wrong)
                    {
                        problems.Add($"{layer.Source}: {key} {wrong}.");
                    }

                    settings = settings with { Origins = settings.Origins.SetItem(known.Name, (layer.Origin, text)) };
                }
                else if (layer.Strict)
                {
                    problems.Add($"{layer.Source}: there is no setting {Escaped.Text(key, 64)}; known are {string.Join(", ", SettingKeys.All.Keys.Order(StringComparer.Ordinal))}.");
                }
            }
        }

        problems.AddRange(NoticeSettingKeys.FindConflicts(settings.Notices).Select(conflict => $"{conflict.Key} {conflict.Sentence}."));
        return (settings, problems);
    }
}
