using System.IO.Compression;
using System.Text;
using Microsoft.Data.Sqlite;
using RemoteExec.Server.Data;
using RemoteExec.Server.Data.Backups;

namespace RemoteExec.Server.Tests.Data;

/// <summary>A backup is taken whole or not at all.</summary>
public sealed class BackupFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private const string Good = """{"format":1,"version":"0.1.0","madeAt":"2026-11-24T08:00:00+00:00"}""";

    private readonly TemporaryFolder _work = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_work.Path, "backup.zip");

    [Fact]
    public async Task AWholeOne_TakesThePlaceOfWhatIsThere_WhichIsKeptAside()
    {
        var folder = Folder();
        await System.IO.File.WriteAllTextAsync(folder.Database, "the old one", Cancel);
        await System.IO.File.WriteAllTextAsync(folder.Database + "-wal", "its log", Cancel);
        Write(("backup.json", Encoding.UTF8.GetBytes(Good)), ("remoteexec.db", Database()), ("identity.key", new byte[32]), ("../../evil", [1]), ("endpoints.json", [2]));

        var (madeAt, aside) = await BackupFile.RestoreAsync(folder, File, Now, Cancel);

        Assert.Equal(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero), madeAt);
        Assert.Equal("the old one", await System.IO.File.ReadAllTextAsync(Path.Combine(aside!, "remoteexec.db"), Cancel));
        Assert.Equal(["identity.key", "remoteexec.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(["remoteexec.db", "remoteexec.db-wal"], Directory.GetFiles(aside!).Select(Path.GetFileName).Order());
        Assert.False(System.IO.File.Exists(Path.Combine(_work.Path, "evil")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(Directory.GetFiles(folder.Path), path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(path)));
        }
    }

    [Theory]
    [InlineData("not a zip")]
    [InlineData("without about")]
    [InlineData("without database")]
    [InlineData("without identity")]
    [InlineData("damaged database")]
    [InlineData("not a database")]
    [InlineData("newer")]
    [InlineData("nonsense about")]
    public async Task AnythingElse_IsRefused_AndNothingChanges(string what)
    {
        var folder = Folder();
        await System.IO.File.WriteAllTextAsync(folder.Database, "the old one", Cancel);
        var damaged = Database();
        damaged.AsSpan(4_096, 2_048).Fill(0xAB);
        (string, byte[]) about = ("backup.json", Encoding.UTF8.GetBytes(what switch { "newer" => Good.Replace(":1,", ":2,", StringComparison.Ordinal), "nonsense about" => "{", _ => Good }));
        (string, byte[]) database = ("remoteexec.db", what switch { "damaged database" => damaged, "not a database" => Encoding.UTF8.GetBytes(new string('x', 8_192)), _ => Database() });
        (string, byte[]) identity = ("identity.key", new byte[32]);
        switch (what)
        {
            case "not a zip":
                await System.IO.File.WriteAllTextAsync(File, "hello", Cancel);
                break;
            case "without about":
                Write(database, identity);
                break;
            case "without database":
                Write(about, identity);
                break;
            case "without identity":
                Write(about, database);
                break;
            default:
                Write(about, database, identity);
                break;
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => BackupFile.RestoreAsync(folder, File, Now, Cancel));

        Assert.Equal("the old one", await System.IO.File.ReadAllTextAsync(folder.Database, Cancel));
        Assert.Equal(["remoteexec.db"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    public void Dispose() => _work.Dispose();

    private DataFolder Folder() => DataFolder.Open(Path.Combine(_work.Path, "data"));

    private void Write(params (string Name, byte[] Content)[] entries)
    {
        using var zip = new ZipArchive(new FileStream(File, FileMode.CreateNew), ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }

    private byte[] Database()
    {
        var path = Path.Combine(_work.Path, $"{Guid.NewGuid():N}.db");
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE t (a TEXT); CREATE INDEX i ON t (a); " + string.Concat(Enumerable.Range(0, 200).Select(i => $"INSERT INTO t VALUES ('{i:x40}');"));
            command.ExecuteNonQuery();
        }

        return System.IO.File.ReadAllBytes(path);
    }
}
