using System.Diagnostics;
using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Tests.Execution.Keeping;
using RemoteExec.Processes.Keeping;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A keeper that may open nothing more: it must not die, because it is the parent of all.</summary>
public sealed class KeeperWithoutDescriptorsTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("remoteexec-keeper-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task AgentKnocks_WhileThereAreNone_IsLetInWhenThereAreAgain()
    {
        var place = new KeeperPlace(AgentFolder.Open(_data.FullName).Keeper);
        using var keeper = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "remoteexec-agent"), ["keeper", "--data", _data.FullName]) { RedirectStandardError = true })!;
        var said = new List<string>();
        keeper.ErrorDataReceived += (_, line) =>
        {
            lock (said)
            {
                said.Add(line.Data ?? "");
            }
        };
        keeper.BeginErrorReadLine();

        // Twice: what the runtime loads when an agent comes and goes is loaded by then.
        for (var greeted = 0; greeted < 2;)
        {
            if (await KeeperLink.TryConnectAsync(place, TestContext.Current.CancellationToken) is var (link, _))
            {
                await link.DisposeAsync();
                greeted++;
            }
        }

        Limit(keeper.Id, 3);
        var second = KeeperLink.TryConnectAsync(place, TestContext.Current.CancellationToken);
        await SupervisorScenario.UntilAsync(() => keeper.HasExited || Says(said, "could not be let in"));
        Assert.False(keeper.HasExited, string.Join('\n', said));
        Limit(keeper.Id, 4_096);

        var met = await second.WaitAsync(ServerEnd.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(keeper.Id, met!.Value.Hello.Pid);

        await met.Value.Link.DisposeAsync();
        keeper.Kill();
        await keeper.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static bool Says(List<string> said, string words)
    {
        lock (said)
        {
            return said.Any(line => line.Contains(words, StringComparison.Ordinal));
        }
    }

    private static void Limit(int pid, int descriptors)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", $"{pid}", $"--nofile={descriptors}:"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
