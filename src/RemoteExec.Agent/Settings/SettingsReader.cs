using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Settings;

/// <summary>Merges layers, the later ones win, and names everything that is wrong with them at once.</summary>
internal static class SettingsReader
{
    /// <summary>Reads the layers in order; the settings count only when there is no problem.</summary>
    internal static (AgentSettings Settings, IReadOnlyList<string> Problems) Read(string defaultDataDirectory, params IReadOnlyList<SettingsLayer> layers)
    {
        var settings = new AgentSettings { DataDirectory = defaultDataDirectory };
        var problems = new List<string>();
        foreach (var layer in layers)
        {
            if (layer.Problem is { } problem)
            {
                problems.Add($"{layer.Source} {problem}.");
            }

            foreach (var (key, texts) in layer.Values)
            {
                if (!SettingKeys.All.TryGetValue(key, out var read))
                {
                    if (layer.Strict)
                    {
                        problems.Add($"{layer.Source}: there is no setting \"{key}\"; there are {string.Join(", ", SettingKeys.All.Keys.Order(StringComparer.Ordinal))}.");
                    }
                }
                else if (texts.Count > 0 && read(texts, ref settings) is { } wrong)
                {
                    problems.Add($"{layer.Source}: {key}{(wrong[0] == '.' ? "" : " ")}{wrong}.");
                }
            }
        }

        problems.AddRange(Contradictions(settings));
        return (settings, problems);
    }

    private static IEnumerable<string> Contradictions(AgentSettings settings)
    {
        if (settings is { TokenFile: not null, PasswordFile: not null })
        {
            yield return "Give --token-file or --password-file, not both.";
        }

        if (settings is { Plain: true, TokenFile: not null } or { Plain: true, Fingerprint: not null } or { Plain: true, TrustOnFirstUse: true })
        {
            yield return "--plain has no identity: it goes with --password-file, and not with --token-file, --fingerprint or --trust-on-first-use.";
        }

        if (settings is { Plain: false, Dialect: FrameDialect.LE4 })
        {
            yield return "--dialect LE4 is the legacy wire, which has no extensions; add --plain if that is what the server speaks.";
        }

        if (settings is { Plain: true, PasswordFile: null })
        {
            yield return "--plain needs the server's password: add --password-file FILE.";
        }
    }
}
