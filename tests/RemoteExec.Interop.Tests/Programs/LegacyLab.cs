using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Interop.Tests.Driving;

namespace RemoteExec.Interop.Tests.Programs;

/// <summary>A legacy server, and our agent told to serve it.</summary>
public sealed class LegacyLab : IAsyncLifetime
{
    internal const string Name = "old-lab";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-legacy-");
    private RunningProgram _agent = null!;

    internal LegacyServer Server { get; private set; } = null!;

    internal string AgentPrinted => _agent.Printed;

    /// <summary>A lab of one's own, in which nobody has waited for anything yet.</summary>
    internal static async Task<LegacyLab> StartAsync(bool hangsUp)
    {
        var lab = new LegacyLab();
        await lab.RunAsync(hangsUp);
        return lab;
    }

    /// <summary>The lab that tests share: its agent has introduced itself.</summary>
    public async ValueTask InitializeAsync()
    {
        await RunAsync(hangsUp: true);
        try
        {
            await Server.UntilAsync("authenticated");
        }
        catch
        {
            // Whoever fails here is not disposed by anybody else, and the agent would outlive the tests.
            await DisposeAsync();
            throw;
        }
    }

    internal string FilePath(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        _agent.Signal(RunningProgram.SigTerm);
        try
        {
            await _agent.ExitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await _agent.DisposeAsync();
            await Server.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    private async Task RunAsync(bool hangsUp)
    {
        Server = await LegacyServer.StartAsync(hangsUp);
        await File.WriteAllTextAsync(FilePath("password"), LegacyServer.Password + "\n");
        _agent = new RunningProgram(
            Checkout.Assembly("RemoteExec.Agent", "remoteexec-agent"),
            [
                "run", "--server", $"127.0.0.1:{Server.Port}", "--plain", "--dialect", "auto", "--password-file", FilePath("password"),
                "--allow", "/usr/bin", "--allow", "/bin", "--data", FilePath("agent"), "--name", Name, "--on-exit", "stop",
            ]);
    }
}
