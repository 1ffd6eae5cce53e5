using System.Collections;
using RemoteExec.Agent.Settings;
using RemoteExec.Protocol.Framing;

namespace RemoteExec.Agent.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-agent-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_Layers_LaterOnesWin()
    {
        var file = Write("""{ "server": "file:1", "name": "from-file", "allow": ["/opt/show", "/usr/bin"], "label": { "wall": "east" } }""");
        var environment = SettingsSources.FromEnvironment(new Hashtable { ["REMOTEEXEC_NAME"] = "from-environment", ["REMOTEEXEC_DIALECT"] = "LE16" });
        var typed = new SettingsLayer("the command line", new Dictionary<string, IReadOnlyList<string>> { ["server"] = ["a:1,b:2"] }, Strict: true);

        var (settings, problems) = SettingsReader.Read("/data", SettingsSources.File(file, required: true), environment, typed);

        Assert.Empty(problems);
        Assert.Equal([new ServerAddress("a", 1), new ServerAddress("b", 2)], settings.Servers);
        Assert.Equal("from-environment", settings.Name);
        Assert.Equal(FrameDialect.LE16, settings.Dialect);
        Assert.Equal(["/opt/show", "/usr/bin"], settings.Allow);
        Assert.Equal("east", settings.Labels["wall"]);
        Assert.Equal("/data", settings.DataDirectory);
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllNamedAtOnce()
    {
        var file = Write("""{ "server": "no port:x", "nmae": "typo", "allow": ["relative"], "plain": "perhaps", "fingerprint": "MD5:abc" }""");

        var (_, problems) = SettingsReader.Read("/data", SettingsSources.File(file, required: true));

        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("\"nmae\"", StringComparison.Ordinal) && problem.Contains(file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"name\": ", "line 1")]
    [InlineData("[]", "one JSON object")]
    [InlineData("{ \"name\": \"a\", \"name\": \"b\" }", "not JSON")]
    public void Read_FileThatIsNoSettings_SaysWhere(string content, string expected)
    {
        var (_, problems) = SettingsReader.Read("/data", SettingsSources.File(Write(content), required: true));

        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileThatIsNotThere_OnlyMattersWhenItWasNamed()
    {
        var missing = Path.Combine(_folder.FullName, "missing.json");

        Assert.Empty(SettingsReader.Read("/data", SettingsSources.File(missing, required: false)).Problems);
        Assert.Single(SettingsReader.Read("/data", SettingsSources.File(missing, required: true)).Problems);
    }

    [Theory]
    [InlineData("--token-file or --password-file", "tokenFile=t", "passwordFile=p")]
    [InlineData("--plain has no identity", "plain=true", "passwordFile=p", "trustOnFirstUse=true")]
    [InlineData("--plain needs the server's password", "plain=true")]
    [InlineData("add --plain", "dialect=LE4")]
    public void Read_Contradiction_IsASentence(string expected, params string[] settings)
    {
        var values = settings.Select(s => s.Split('=')).ToDictionary(s => s[0], s => (IReadOnlyList<string>)[s[1]]);

        var (_, problems) = SettingsReader.Read("/data", new SettingsLayer("the command line", values, Strict: true));

        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_OtherProgramsVariables_AreNotOurs()
    {
        var layer = SettingsSources.FromEnvironment(new Hashtable { ["REMOTEEXEC_DATA"] = "/server", ["REMOTEEXEC_TOKEN"] = "secret", ["REMOTEEXEC_ALLOW"] = "/a:/b" });

        Assert.Equal(["/a", "/b"], Assert.Single(layer.Values).Value);
    }

    [Fact]
    public void FromEnvironment_WhatTheInstalledUnitSets_IsRead()
    {
        var layer = SettingsSources.FromEnvironment(new Hashtable { ["REMOTEEXEC_KEEPER"] = "given", ["REMOTEEXEC_ON_EXIT"] = "stop" });

        var (settings, problems) = SettingsReader.Read("/data", layer);

        Assert.Empty(problems);
        Assert.True(settings.KeeperIsGiven);
        Assert.False(settings.LeaveOnExit);
    }

    private string Write(string content)
    {
        var path = Path.Combine(_folder.FullName, "agent.json");
        File.WriteAllText(path, content);
        return path;
    }
}
