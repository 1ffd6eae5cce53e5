using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests.Windows;

/// <summary>A server here, and one connected agent called "win" under Wine.</summary>
public sealed class WindowsLabFixture : IAsyncLifetime
{
    private RunningProgram? _agent;

    internal Wine? Wine { get; private set; }

    internal RemoteExecSystem System { get; private set; } = null!;

    /// <summary>An allowed folder, as this system names it.</summary>
    internal string Tools { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Wine.Missing is not null)
        {
            return;
        }

        try
        {
            await StartAsync();
        }
        catch
        {
            // A fixture that did not come about is not disposed, and a Windows left behind is large.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (Wine is not null)
        {
            await Wine.DisposeAsync();
        }

        if (System is not null)
        {
            await System.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        Wine = await Wine.StartAsync();
        System = await RemoteExecSystem.StartAsync();
        Tools = Directory.CreateDirectory(System.FilePath("tools")).FullName;
        await File.WriteAllTextAsync(Path.Combine(Tools, "say.bat"), "@echo said %~1\r\n");
        await File.WriteAllTextAsync(Path.Combine(Tools, "named.bat"), "@echo named %~1\r\n");
        _agent = Wine.StartAgent(
            "run", "--server", System.Endpoints.GetProperty("agents").GetString()!, "--name", "win", "--data", Wine.PathOf(System.AgentData("win")),
            "--password-file", Wine.PathOf(Path.Combine(System.ServerData, "agent-password")), "--trust-on-first-use",
            "--allow", "C:/windows/system32", "--allow", Wine.PathOf(Tools), "--allow", Wine.PathOf(Path.Combine(Tools, "named.bat")));
        await System.ConnectedAsync("win", _agent);
    }
}
