using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Service;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Service;

public sealed class InstallRequestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-install-");

    public void Dispose() => _folder.Delete(recursive: true);

    private ServicePlaces Places => new(ServiceScope.System, At("units"), At("agent.json"), At("data"));

    [Fact]
    public void Read_Token_IsUsedAndNotWritten_PathsAreWhole()
    {
        var (request, problems) = Read(("server", "a:1"), ("tokenFile", "token"), ("data", "relative"));

        Assert.Empty(problems);
        Assert.True(request.Joins);
        Assert.Equal("token", request.Settings.TokenFile);
        Assert.Equal(["data", "server"], request.Given.Keys.Order());
        Assert.Equal(Path.GetFullPath("relative"), request.Settings.DataDirectory);
        Assert.DoesNotContain(request.Files(), file => file.Content.Contains("token", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Path.GetFullPath("relative"), request.Files()[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PasswordFile_IsWrittenAsAWholePath()
    {
        var (request, problems) = Read(("server", "a:1"), ("passwordFile", "password"), ("trustOnFirstUse", "true"));

        Assert.Empty(problems);
        Assert.Equal([Path.GetFullPath("password")], request.Given["passwordFile"]);
        Assert.Equal([true, false, false], request.Files().Select(file => file.IsPrivate));
    }

    [Theory]
    [InlineData("nobody who types", "server=a:1", "passwordFile=-")]
    [InlineData("one server", "server=a:1,b:2", "tokenFile=t")]
    [InlineData("one server", "tokenFile=t")]
    [InlineData("not both", "server=a:1", "tokenFile=t", "passwordFile=p")]
    [InlineData("of which each must be a whole path", "server=a:1", "allow=relative")]
    public void Read_WhatCannotBe_IsASentence(string expected, params string[] typed)
    {
        var (_, problems) = Read([.. typed.Select(t => (t[..t.IndexOf('=')], t[(t.IndexOf('=') + 1)..]))]);

        Assert.Contains(expected, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FileWithMistakes_IsNotBuiltUpon()
    {
        File.WriteAllText(Places.SettingsFile, """{ "nmae": "x", "plain": "perhaps" }""");

        Assert.Equal(2, Read(("server", "a:1")).Problems.Count);
    }

    [Fact]
    public void Files_UsualSettings_NeedNoOption_OthersDo()
    {
        var usual = Read(("server", "a:1")).Request;
        var (other, _) = InstallRequest.Read(Places, Program, At("other.json"), Typed(("server", "a:1")));

        Assert.Contains(" run\n", usual.Files()[2].Content, StringComparison.Ordinal);
        Assert.Contains($" run --settings {At("other.json")}\n", other.Files()[2].Content, StringComparison.Ordinal);
        Assert.Equal(At("other.json"), other.Files()[0].Path);
        Assert.Equal([Places.Keeper, Places.Agent], usual.Files().Skip(1).Select(file => file.Path));
    }

    [Theory]
    [InlineData("no server is named")]
    [InlineData("how is the server recognised", "server=a:1", "passwordFile=p")]
    [InlineData("does not know this machine", "server=a:1", "trustOnFirstUse=true")]
    [InlineData(null, "server=a:1", "trustOnFirstUse=true", "passwordFile=p")]
    [InlineData(null, "server=a:1", "tokenFile=t")]
    [InlineData(null, "server=a:1", "plain=true", "passwordFile=p")]
    public void Hopeless_AgentThatWouldEndAtOnce_IsSaidBefore(string? expected, params string[] typed)
    {
        var (request, problems) = Read([.. typed.Select(t => (t[..t.IndexOf('=')], t[(t.IndexOf('=') + 1)..]))]);
        Assert.Empty(problems);

        var sentence = request.Hopeless(KnownServers.Load(AgentFolder.Open(At("data"))));

        if (expected is null)
        {
            Assert.Null(sentence);
        }
        else
        {
            Assert.Contains(expected, sentence!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Hopeless_ServerThatWasJoined_IsEnough()
    {
        var known = KnownServers.Load(AgentFolder.Open(At("data")));
        known.Remember(new KnownServer { Address = "a:1", Fingerprint = "SHA256:x", Admitted = true });

        Assert.Null(Read().Request.Hopeless(known));
        Assert.Null(Read(("server", "a:1")).Request.Hopeless(known));
    }

    private static readonly ServiceProgram Program = new(["/usr/bin/remoteexec-agent"], IsNative: true, Runtime: null);

    private (InstallRequest Request, IReadOnlyList<string> Problems) Read(params (string Key, string Text)[] typed) => InstallRequest.Read(Places, Program, null, Typed(typed));

    private static SettingsLayer Typed(params (string Key, string Text)[] typed) =>
        new("the command line", typed.ToDictionary(t => t.Key, t => (IReadOnlyList<string>)[t.Text], StringComparer.OrdinalIgnoreCase), Strict: true);

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
