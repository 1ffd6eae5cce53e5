using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Enrolment;

public sealed class EnrolmentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-enrolment-");

    private AgentFolder Data => AgentFolder.Open(Path.Combine(_folder.FullName, "agent"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Identity_IsMadeOnceAndForItsOwnerAlone()
    {
        using var first = AgentIdentity.LoadOrCreate(Data);
        using var second = AgentIdentity.LoadOrCreate(Data);

        Assert.True(first.PublicKey.SequenceEqual(second.PublicKey));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Data.IdentityKey));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data.Path));
    }

    [Fact]
    public void Identity_DamagedFile_IsNeverReplaced()
    {
        File.WriteAllBytes(Data.IdentityKey, [1, 2, 3]);

        Assert.Contains(Data.IdentityKey, Assert.Throws<InvalidDataException>(() => AgentIdentity.LoadOrCreate(Data)).Message, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllBytes(Data.IdentityKey).Length);
    }

    [Fact]
    public void KnownServers_AreRememberedOverARestart()
    {
        var server = new KnownServer { Address = "control:1875", Fingerprint = "SHA256:abc", Dialect = "BE16", Admitted = true };

        KnownServers.Load(Data).Remember(server);

        Assert.Equal(server, KnownServers.Load(Data).Find(new ServerAddress("control", 1875)));
        Assert.Null(KnownServers.Load(Data).Find(new ServerAddress("control", 1876)));
    }

    [Fact]
    public void KnownServers_DamagedFile_IsSaidAndNotForgotten()
    {
        File.WriteAllText(Data.KnownServers, "[{");

        Assert.Contains("fingerprint", Assert.Throws<InvalidDataException>(() => KnownServers.Load(Data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("secret\n\n", "secret\n")]
    [InlineData(" secret ", " secret ")]
    public void Secret_OneTrailingNewline_IsIgnored(string content, string expected)
    {
        var file = Path.Combine(_folder.FullName, "secret");
        File.WriteAllText(file, content);

        Assert.Equal(expected, SecretInput.Read(file, TextReader.Null));
        Assert.Equal(expected, SecretInput.Read("-", new StringReader(content)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    public void Secret_Nothing_IsSaid(string content) =>
        Assert.Contains("empty", Assert.Throws<InvalidDataException>(() => SecretInput.Read("-", new StringReader(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void Secret_TooLong_IsSaidWithoutShowingIt()
    {
        var secret = new string('s', 1025);

        Assert.DoesNotContain("sss", Assert.Throws<InvalidDataException>(() => SecretInput.Read("-", new StringReader(secret))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lock_SecondAgent_DoesNotGetIt()
    {
        using (FolderLock.TryTake(Data))
        {
            Assert.Null(FolderLock.TryTake(Data));
        }

        using var again = FolderLock.TryTake(Data);
        Assert.NotNull(again);
    }
}
