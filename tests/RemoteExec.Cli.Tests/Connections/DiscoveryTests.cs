using RemoteExec.Cli.CommandLine;
using RemoteExec.Cli.Connections;

namespace RemoteExec.Cli.Tests.Connections;

public sealed class DiscoveryTests : IDisposable
{
    private readonly Invocation _run = new();

    public void Dispose() => _run.Dispose();

    private (string, string) Find(string? url = null, string? token = null, string? tokenFile = null, string? data = null)
    {
        var found = Discovery.Find(new ConnectionWish(url, token, tokenFile, data), _run.Around);
        return (found.Url.Host, found.Token);
    }

    private void EverySource()
    {
        _run.Server(".remoteexec/server", "http://local:1", "local-token");
        LoginFile.Write(LoginFile.PathOf(_run.Around.Variable)!, new SavedLogin("http://login:1", "login-token"));
        _run.Variables["REMOTEEXEC_URL"] = "http://environment:1";
        _run.Variables["REMOTEEXEC_TOKEN"] = "environment-token";
    }

    [Fact]
    public void Find_EverySource_TheOptionWins()
    {
        EverySource();
        Assert.Equal(("option", "option-token"), Find("http://option:1", "option-token"));
    }

    [Fact]
    public void Find_EverySourceButOptions_TheEnvironmentWins()
    {
        EverySource();
        Assert.Equal(("environment", "environment-token"), Find());
    }

    [Fact]
    public void Find_LoginAndLocal_TheLoginWins()
    {
        EverySource();
        _run.Variables.Clear();
        Assert.Equal(("login", "login-token"), Find());
    }

    [Fact]
    public void Find_OnlyLocal_IsFoundBelowTheCurrentFolder()
    {
        _run.Server(".remoteexec/server", "http://local:1", "local-token");
        Assert.Equal(("local", "local-token"), Find());
    }

    [Fact]
    public void Find_DataNamed_WinsOverEnvironmentAndLogin()
    {
        EverySource();
        Assert.Equal(("named", "named-token"), Find(data: _run.Server("elsewhere", "http://named:1", "named-token")));
    }

    [Fact]
    public void Find_DataOfTheEnvironment_WinsOverTheCurrentFolder()
    {
        _run.Server(".remoteexec/server", "http://local:1", "local-token");
        _run.Variables["REMOTEEXEC_DATA"] = _run.Server("other", "http://other:1", "other-token");
        Assert.Equal(("other", "other-token"), Find());
    }

    [Fact]
    public void Find_UrlOfNobodyKnown_IsNotGivenTheTokenOfAnother()
    {
        EverySource();
        _run.Variables.Clear();
        Assert.Throws<UsageException>(() => Find("http://stranger:1"));
    }

    [Fact]
    public void Find_UrlOfTheLogin_NeedsNoToken()
    {
        EverySource();
        _run.Variables.Clear();
        Assert.Equal(("login", "login-token"), Find("http://LOGIN:1/"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("file")]
    public void Find_TokenFile_IsReadWithoutItsNewline(string from)
    {
        _run.Input = "from-there\n";
        var file = Path.Combine(_run.Home.FullName, "token");
        File.WriteAllText(file, "from-there\n");
        Assert.Equal(("option", "from-there"), Find("http://option:1", tokenFile: from == "-" ? "-" : file));
    }

    [Theory]
    [InlineData("option:1")]
    [InlineData("ftp://option")]
    [InlineData("http://user:password@option")]
    public void Find_UrlThatIsNone_IsAUsageErrorWithoutSecrets(string url) =>
        Assert.DoesNotContain("user:password", Assert.Throws<UsageException>(() => Find(url, "t")).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_Nothing_SaysWhatToDo() =>
        Assert.Contains("remoteexec login", Assert.Throws<NoServerException>(() => Find()).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_Login_IsReadableByItsOwnerOnly()
    {
        var path = LoginFile.PathOf(_run.Around.Variable)!;
        LoginFile.Write(path, new SavedLogin("http://x", "t"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void ToString_ConnectionAndLogin_HideTheToken()
    {
        Assert.DoesNotContain("hidden", new Connection(new Uri("http://x"), "hidden").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", new SavedLogin("http://x", "hidden").ToString(), StringComparison.Ordinal);
    }
}
