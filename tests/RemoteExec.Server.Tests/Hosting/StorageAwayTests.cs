using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Tests.Gateway.Peers;

namespace RemoteExec.Server.Tests.Hosting;

/// <summary>The database takes nothing for a while: the server keeps its agents, says so, and loses nothing.</summary>
public sealed class StorageAwayTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly SigningKey _key = SigningKey.Generate();

    public void Dispose()
    {
        _key.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task LockedByAnotherProcess()
    {
        var data = _temporary.At("data");
        await using var server = await ServerProcess.StartAsync(data);
        using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "remoteexec.db")};Pooling=False");
        SqliteTransaction? held = null;
        await KeepsItsAgentsAsync(
            server,
            "locked",
            () =>
            {
                connection.Open();
                held = connection.BeginTransaction();
                return Task.CompletedTask;
            },
            () =>
            {
                held!.Dispose();
                return Task.CompletedTask;
            });
    }

    [Fact]
    public async Task DiskFull()
    {
        var data = Directory.CreateDirectory(_temporary.At("small")).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", data) == 0, "Needs a small file system, which only root may mount.");
        try
        {
            var filler = Path.Combine(data, "filler");
            await using var server = await ServerProcess.StartAsync(data);
            await KeepsItsAgentsAsync(
                server,
                "full",
                () =>
                {
                    // To the last byte.
                    using var file = new FileStream(filler, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                    try
                    {
                        while (true)
                        {
                            file.Write(new byte[4_096]);
                        }
                    }
                    catch (IOException)
                    {
                        return Task.CompletedTask;
                    }
                },
                () =>
                {
                    File.Delete(filler);
                    return Task.CompletedTask;
                },
                output: new string('x', 60_000));
        }
        finally
        {
            Run("umount", "-l", data);
        }
    }

    private async Task KeepsItsAgentsAsync(ServerProcess server, string reason, Func<Task> away, Func<Task> back, string output = "some words\n")
    {
        using var people = server.Operator;
        var options = new AgentPeerOptions { Name = "stage", Identity = _key };
        var agent = await AgentPeer.ConnectAsync(server.Agents, server.Password, options);
        await Eventually.TrueAsync(
            async () => (await people.MachinesAsync()).Any(machine => machine.Connected), TestServer.Patience, () => "It is not connected.");
        var process = Assert.Single(await people.StartAsync(new ExecuteRequest { Targets = ["stage"], Execute = [new ExecutableRequest { Application = "show" }] }));
        await agent.ReceiveAsync<ExecuteMessage>();
        await agent.AnswerAsync(new WireId(process.WireId), true);
        await agent.AcknowledgedAsync(await agent.TellAsync(AgentPeer.Status(process.WireId, WireProcessState.Running)));

        await away();
        for (var i = 0; i < 20; i++)
        {
            await agent.SendAsync(new OutputMessage([new OutputPiece { Id = new WireId(process.WireId), Stream = WireStream.Stdout, Offset = i * output.Length, Text = output }]));
        }

        var told = await agent.TellAsync(AgentPeer.Status(process.WireId, WireProcessState.Exited, 3));

        // It says so, refuses what it could not remember, and still serves who is there.
        await Eventually.TrueAsync(
            async () => (await server.Client.GetAsync("/readyz")) is { StatusCode: HttpStatusCode.ServiceUnavailable } answer
                && (await answer.Content.ReadAsStringAsync()).Contains(reason, StringComparison.Ordinal),
            TestServer.Patience,
            () => server.Output);
        Assert.Contains("The server keeps its agents", server.Output, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<ApiException>(
            () => people.StartAsync(new ExecuteRequest { Targets = ["stage"], Execute = [new ExecutableRequest { Application = "show" }] }));
        Assert.Equal("storage-unavailable", refusal.Code);
        await agent.SendAsync(new PingMessage(1));
        await agent.ReceiveAsync<PongMessage>();
        Assert.Null(agent.Ended);

        // Even one that comes back meanwhile: its key is known. What was not acknowledged it says again.
        await agent.DisposeAsync();
        await using var returned = await AgentPeer.ConnectAsync(
            server.Agents, "", options with { ShowsPassword = false, HighestId = process.WireId, Snapshot = [AgentPeer.Status(process.WireId, WireProcessState.Exited, 3)] });
        await returned.SendAsync(new PingMessage(2));
        await returned.ReceiveAsync<PongMessage>();
        await returned.SendAsync(new OutputMessage([new OutputPiece { Id = new WireId(process.WireId), Stream = WireStream.Stdout, Offset = 0, Text = output }]));

        await back();
        await returned.AcknowledgedAsync(1);
        await Eventually.TrueAsync(
            async () => (await server.Client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, TestServer.Patience, () => server.Output);
        Assert.Equal(3, (await people.ProcessAsync(process.Id)).ExitCode);
        var bytes = 0L;
        await foreach (var piece in people.OutputAsync(process.Id))
        {
            bytes = Math.Max(bytes, piece.Offset);
        }

        Assert.Equal(19L * output.Length, bytes);
        Assert.True(told > 0);
        Assert.Null(returned.Ended);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
