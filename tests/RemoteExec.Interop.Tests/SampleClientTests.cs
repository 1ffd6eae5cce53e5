using System.Diagnostics;
using RemoteExec.Api.Processes;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>The client that docs/protocol.md promises in so few lines: it really runs programs.</summary>
public sealed class SampleClientTests(RealServer server)
{
    [Fact]
    public async Task Client_RunsProgramsAndTellsHowTheyEnded()
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-sample-");
        using var client = Start(server.PasswordFile);
        try
        {
            await server.ConnectedAsync("127.0.0.1");
            var mark = Path.Combine(folder.FullName, "two words");

            var processes = await server.StartOnAsync(
                "127.0.0.1",
                new ExecutableRequest { Application = "touch", Path = "/usr/bin", Arguments = [mark] },
                new ExecutableRequest { Application = "sh", Arguments = ["-c", "exit 3"], Delay = 1 },
                new ExecutableRequest { Application = "sh", Arguments = ["-c", "kill -9 $$"] },
                new ExecutableRequest { Application = "no-such-program" });

            Assert.Equal(0, (await server.ProcessAsync(processes[0].Id, ProcessStateWords.Exited)).ExitCode);
            Assert.True(File.Exists(mark));
            Assert.Equal(3, (await server.ProcessAsync(processes[1].Id, ProcessStateWords.Exited)).ExitCode);
            Assert.Equal(9, (await server.ProcessAsync(processes[2].Id, ProcessStateWords.Exited)).Signal);
            Assert.Equal("not found: no-such-program", (await server.ProcessAsync(processes[3].Id, ProcessStateWords.Failed)).Message);
        }
        finally
        {
            client.Kill();
            await client.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Client_WithAWrongPassword_SaysSoAndEnds()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "wrong\n");
        using var client = Start(file);

        var errors = await client.StandardError.ReadToEndAsync();
        await client.WaitForExitAsync();

        Assert.Equal((1, "the server says error 102\n"), (client.ExitCode, errors));
        File.Delete(file);
    }

    private Process Start(string passwordFile) => Process.Start(
        new ProcessStartInfo("node", [NodeProcess.PathOf("client.mjs"), $"127.0.0.1:{server.AgentPort}", passwordFile]) { RedirectStandardError = true })!;
}
