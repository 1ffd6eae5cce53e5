using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Service;

public sealed class SettingsMergeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-merge-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Merge_OnlyWhatIsGivenChanges()
    {
        var merged = Read(SettingsMerge.Merge(
            """
            {
              // Where it belongs.
              "Server": "old:1", "name": "lab", "allow": ["/opt/old"], "label": { "wall": "east" },
            }
            """,
            new Dictionary<string, IReadOnlyList<string>> { ["server"] = ["new:1,other:2"], ["allow"] = ["/opt/show", "/usr/bin"] }));

        Assert.Equal([new("new", 1), new("other", 2)], merged.Servers);
        Assert.Equal(["/opt/show", "/usr/bin"], merged.Allow);
        Assert.Equal("lab", merged.Name);
        Assert.Equal("east", merged.Labels["wall"]);
    }

    [Fact]
    public void Merge_NoFile_EverySettingIsReadAsItWasTyped()
    {
        var merged = Read(SettingsMerge.Merge(null, new Dictionary<string, IReadOnlyList<string>>
        {
            ["server"] = ["a:1"],
            ["name"] = ["bühne \"1\""],
            ["passwordFile"] = ["/etc/pass word"],
            ["trustOnFirstUse"] = ["true"],
            ["dialect"] = ["LE16"],
            ["label"] = ["wall=east", "row= 2 "],
            ["jsonLogs"] = ["true"],
            ["data"] = ["/srv/data"],
        }));

        Assert.Equal("bühne \"1\"", merged.Name);
        Assert.Equal("/etc/pass word", merged.PasswordFile);
        Assert.True(merged is { TrustOnFirstUse: true, JsonLogs: true, Plain: false, DataDirectory: "/srv/data" });
        Assert.Equal(("east", "2"), (merged.Labels["wall"], merged.Labels["row"]));
    }

    private AgentSettings Read(string content)
    {
        var file = Path.Combine(_folder.FullName, "agent.json");
        File.WriteAllText(file, content);
        var (settings, problems) = SettingsReader.Read("/data", SettingsSources.File(file, required: true));
        Assert.Empty(problems);
        return settings;
    }
}
