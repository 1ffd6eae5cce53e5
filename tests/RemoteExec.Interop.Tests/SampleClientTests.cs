using System.Diagnostics;
using System.Text;
using RemoteExec.Api.Processes;
using RemoteExec.Api.Runs;
using RemoteExec.EndToEnd.Tests.Programs;
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
    public async Task Client_PerformsItsTrackOfASequence()
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-sample-");
        using var client = Start(server.PasswordFile);
        try
        {
            await server.ConnectedAsync("127.0.0.1");
            var marks = Path.Combine(folder.FullName, "marks");
            await server.Api.ApplySequenceAsync(Encoding.UTF8.GetBytes($$"""
                name: sample-client
                tracks:
                  - target: 127.0.0.1
                    steps:
                      - { name: second, application: sh, delay: 300ms, arguments: ["-c", "echo second >> {{marks}}"] }
                      - { name: first, application: sh, arguments: ["-c", "echo first >> {{marks}}; sleep 1"] }
                  - { name: then, target: 127.0.0.1, after: [127.0.0.1], steps: [{ application: sh, arguments: ["-c", "echo third >> {{marks}}"] }] }
                """));

            var run = await server.Api.StartSequenceAsync("sample-client", new RunRequest());

            var ended = await Eventually.GetAsync(() => server.Api.RunAsync(run.Id!.Value), seen => seen.EndedAt is not null, seen => $"{seen} {string.Join(' ', seen.Steps!)}");
            Assert.Equal(("done", null), (ended.State, ended.Failure));
            Assert.Equal(["first", "second", "third"], await File.ReadAllLinesAsync(marks, TestContext.Current.CancellationToken));
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
