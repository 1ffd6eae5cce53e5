using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.EndToEnd.Tests;

/// <summary>The folder is lost, a backup is there: everybody comes back to the same server.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task ABackupOfARunningServer_BringsItBack_WithItsMachinesAndSequences()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        await system.StartConnectedAgentAsync("stage");
        var file = system.FilePath("show.yaml");
        await File.WriteAllTextAsync(file, "name: show\ntracks: [{ target: stage, steps: [{ application: 'true', path: /bin }] }]\n");
        Assert.Equal(0, (await system.RunAsync("sequence", "apply", file)).ExitCode);
        var fingerprint = system.Endpoints.GetProperty("fingerprint").GetString();

        var backup = system.FilePath("backup.zip");
        var made = await system.RunServerCommandAsync("backup", backup);
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Equal(1, (await system.RunServerCommandAsync("backup", backup)).ExitCode);
        var refused = await system.RunServerCommandAsync("restore", backup, "--replace");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"(process {system.Server.Pid} since ", refused.Errors, StringComparison.Ordinal);

        system.Server.Signal(RunningProgram.SigKill);
        await system.Server.ExitAsync(TimeSpan.FromSeconds(10));
        await File.WriteAllTextAsync(Path.Combine(system.ServerData, "remoteexec.db"), new string('x', 10_000));
        File.Delete(Path.Combine(system.ServerData, "remoteexec.db-wal"));
        File.Delete(Path.Combine(system.ServerData, "identity.key"));
        Assert.Equal(1, (await system.RunServerCommandAsync("restore", backup)).ExitCode);
        var restored = await system.RunServerCommandAsync("restore", backup, "--replace");
        Assert.True(restored.ExitCode == 0, restored.ToString());

        await system.StartServerAsync();
        await system.ConnectedAsync("stage");
        Assert.Equal(fingerprint, system.Endpoints.GetProperty("fingerprint").GetString());
        var started = await system.RunAsync("sequence", "start", "show", "--wait");
        Assert.True(started.ExitCode == 0, started.ToString());
    }

    [Fact]
    public async Task ADamagedDatabase_IsSaid_AndNothingIsServedFromIt()
    {
        await using var system = await RemoteExecSystem.StartAsync();
        system.Server.Signal(RunningProgram.SigTerm);
        await system.Server.ExitAsync(TimeSpan.FromSeconds(10));
        var database = Path.Combine(system.ServerData, "remoteexec.db");
        await using (var pages = new FileStream(database, FileMode.Open))
        {
            pages.Position = 4_096;
            pages.Write(new byte[16_384]);
        }

        var started = await system.RunServerCommandAsync("--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0");

        Assert.Equal(1, started.ExitCode);
        Assert.Contains("is damaged", started.Errors + started.Output, StringComparison.Ordinal);
        Assert.Contains("Restore a backup", started.Errors + started.Output, StringComparison.Ordinal);
        File.Delete(database);
        await system.StartServerAsync();
    }
}
