using System.Diagnostics;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A disk that is really full: a file system of its own, as small as can be. Needs the right to mount one.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly ServerEnd _server = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-full-");
    private bool _mounted;

    public void Dispose()
    {
        _server.Dispose();
        if (_mounted)
        {
            Run("umount", _folder.FullName);
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Journal_DiskIsFull_NothingIsStartedUntilItIsNot()
    {
        _mounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", _folder.FullName);
        Assert.SkipUnless(_mounted, "Mounting a file system needs root.");
        var filler = Path.Combine(_folder.FullName, "filler");
        var mark = Path.Combine(_folder.FullName, "started");
        await using var agent = AgentUnderTest.Start(AgentUnderTest.Settings(Path.Combine(_folder.FullName, "agent"), _server.Address));
        using var server = await _server.MeetAsync();
        await server.UntilReadyAsync();

        Fill(filler);
        await server.ExecuteAsync(Touch(1, mark));
        await server.UntilAsync(c => c.Answers.Any());
        var refused = server.Answers.Single();
        File.Delete(filler);
        await server.ExecuteAsync(Touch(2, mark));
        await server.UntilEndedAsync(new WireId(2));

        Assert.False(refused.Started);
        Assert.Contains("journal", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Statuses.Last().ExitCode);
        Assert.True(File.Exists(mark));

        // What could not be written then was written afterwards: the first id is remembered too.
        await server.ExecuteAsync(Touch(1, mark));
        await server.UntilAsync(c => c.Answers.Count(answer => answer.Id == new WireId(1)) == 2);
        Assert.False(server.Answers.Last().Started);
    }

    // The last bytes too: a journal grows inside a page that it already has.
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    // Longer than the rest of the page that the journal has.
    private static ExecuteEntry Touch(long id, string mark) => new()
    {
        Id = new WireId(id),
        Application = "sh",
        Path = "/bin",
        Arguments = ["-c", "> \"$1\"", "sh", mark, new string('x', 4_000), new string('x', 4_000)],
    };

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
