using RemoteExec.Protocol.Cryptography;
using RemoteExec.Server.Data;

namespace RemoteExec.Server.Tests.Data;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Open_NewFolder_IsTheOwnersAlone()
    {
        var folder = DataFolder.Open(_temporary.At("a/b/data"));

        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        Assert.Empty(folder.Tightened);
    }

    [Fact]
    public void Open_SecretsThatOthersCanRead_AreTightenedAndSaid()
    {
        var folder = DataFolder.Open(_temporary.At("data"));
        File.WriteAllText(folder.AdminToken, "rxa_x");
        File.SetUnixFileMode(folder.AdminToken, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(folder.Path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        var again = DataFolder.Open(folder.Path);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.AdminToken));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        Assert.Equal(2, again.Tightened.Count);
        Assert.Contains(again.Tightened, sentence => sentence.Contains("admin-token", StringComparison.Ordinal) && sentence.Contains("0644", StringComparison.Ordinal));
    }

    [Fact]
    public void Identity_SecondStart_IsTheSame()
    {
        var folder = DataFolder.Open(_temporary.At("data"));
        using var first = ServerIdentity.LoadOrCreate(folder);
        using var second = ServerIdentity.LoadOrCreate(folder);

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Equal(Fingerprint.Of(second.Key.PublicKey), second.Fingerprint);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.IdentityKey));
        Assert.Equal(32, new FileInfo(folder.IdentityKey).Length);
    }

    [Fact]
    public void Identity_DamagedKey_IsNeverReplaced()
    {
        var folder = DataFolder.Open(_temporary.At("data"));
        File.WriteAllBytes(folder.IdentityKey, [1, 2, 3]);

        Assert.Throws<InvalidDataException>(() => ServerIdentity.LoadOrCreate(folder));
        Assert.Equal(3, new FileInfo(folder.IdentityKey).Length);
    }

    [Fact]
    public void Lock_HeldOnce_IsRefusedASecondTimeUntilLetGo()
    {
        var folder = DataFolder.Open(_temporary.At("data"));
        using (var held = DataFolderLock.TryTake(folder))
        {
            Assert.NotNull(held);
            Assert.Null(DataFolderLock.TryTake(folder));
        }

        using var again = DataFolderLock.TryTake(folder);
        Assert.NotNull(again);
    }

    [Fact]
    public void SecretFile_Written_LeavesNoDraftBehindAndIsTheOwners()
    {
        var path = _temporary.At("secret");
        SecretFile.Write(path, "one"u8);
        SecretFile.Write(path, "two"u8);

        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFiles(_temporary.Path));
    }

    [Fact]
    public void ReadablePassword_IsLongAndWithoutLookAlikes()
    {
        var password = ReadablePassword.Create();

        Assert.Matches("^([a-hjkmnp-z2-8]{5}-){4}[a-hjkmnp-z2-8]{5}$", password);
        Assert.NotEqual(password, ReadablePassword.Create());
    }
}
