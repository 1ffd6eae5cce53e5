using System.Text;
using RemoteExec.Api.Runs;
using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Interop.Tests.Driving;
using RemoteExec.Interop.Tests.Programs;

namespace RemoteExec.Interop.Tests;

/// <summary>A sequence with a client of the seed's protocol in a track beside our agent: it needs no extension to take part.</summary>
public sealed class SequenceTests(RealServer server)
{
    [Fact]
    public async Task ATrackOfDelays_ReachesASeedPeer_AsOneArray_WhenTheAgentsTrackIsReady()
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-sequence-");
        await using var agent = Agent("beside-a-peer", folder);
        await server.ConnectedAsync("beside-a-peer");
        await using var peer = await Peer.AdmittedAsync(server);
        var mark = Path.Combine(folder.FullName, "mark");
        await ApplyAsync($$"""
            name: with-a-peer
            tracks:
              - { target: beside-a-peer, steps: [{ name: warp, application: sh, path: /bin, arguments: ["-c", "echo warp > {{mark}}"], ready: { exit: 0 } }] }
              - target: {{peer.Address}}
                after: [beside-a-peer]
                steps:
                  - { name: lights, application: lights, path: /opt/show, arguments: ["--on"] }
                  - { name: player, application: player, path: /opt/show, delay: 250ms }
                  - { name: sound, application: sound, path: /opt/show, delay: 2s }
            """);

        var run = await server.Api.StartSequenceAsync("with-a-peer", new RunRequest());
        var packet = await peer.PacketAsync("execute");

        Assert.Equal("warp\n", await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken));
        var entries = packet.Value.EnumerateArray().ToList();
        Assert.Equal([("lights", 0), ("player", 250), ("sound", 2_000)], entries.Select(entry => (entry.GetProperty("application").GetString(), entry.GetProperty("delay").GetInt32())));

        var ids = entries.Select(entry => entry.GetProperty("id").GetInt64()).ToList();
        await peer.SendAsync(new { executed = ids.Select(id => new { id, started = true, message = "" }) });
        await peer.SendAsync(new { processStatus = ids.Select(id => new { id, state = "RUNNING", message = "" }) });
        await UntilAsync(run.Id!.Value, "ready");
        await peer.SendAsync(new { processStatus = ids.Select(id => new { id, state = "EXITED", message = "exit code 0", exitCode = 0 }) });

        var ended = await UntilAsync(run.Id!.Value, "done");
        Assert.Equal(["warp", "lights", "player", "sound"], ended.Steps!.Select(step => step.Step));
        Assert.Null(ended.Failure);
        agent.Signal(RunningProgram.SigTerm);
        await agent.ExitAsync(TimeSpan.FromSeconds(30));
        folder.Delete(recursive: true);
    }

    private RunningProgram Agent(string name, DirectoryInfo folder) => new(
        Checkout.Assembly("RemoteExec.Agent", "remoteexec-agent"),
        [
            "run", "--server", $"127.0.0.1:{server.AgentPort}", "--fingerprint", server.Fingerprint, "--password-file", server.PasswordFile,
            "--allow", "/bin", "--data", Path.Combine(folder.FullName, "agent"), "--name", name, "--on-exit", "stop",
        ]);

    private Task ApplyAsync(string yaml) => server.Api.ApplySequenceAsync(Encoding.UTF8.GetBytes(yaml));

    private Task<RunResource> UntilAsync(long id, string state) =>
        Eventually.GetAsync(() => server.Api.RunAsync(id), run => run.State == state, run => $"{run} {string.Join(' ', run.Steps ?? [])}\n{server.Printed}");
}
