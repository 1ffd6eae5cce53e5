using System.Net;
using System.Net.Sockets;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>What an agent does by itself: restarts, readiness, graces; over real sockets, with real processes.</summary>
public sealed class SupervisionTests : AgentScenario
{
    private static readonly RestartPolicy Quickly = new(RestartOn.Unexpected, Attempts: 2, BackoffMilliseconds: 20);

    [Fact]
    public async Task Restart_ProgramThatFails_IsTriedAgainAndThenGivenUp()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "echo run; exit 3") with { Policies = new SupervisionPolicies { Restart = Quickly } });
        await server.UntilEndedAsync(One);

        Assert.Equal(
            [
                (WireProcessState.Running, 1), (WireProcessState.Pending, 1), (WireProcessState.Running, 2), (WireProcessState.Pending, 2), (WireProcessState.Running, 3),
                (WireProcessState.Exited, 3),
            ],
            server.Statuses.Select(status => (status.State, status.Attempt ?? 0)));
        Assert.StartsWith("gave up: 2 restarts within 60 s", server.Statuses.Last().Message, StringComparison.Ordinal);
        Assert.Single(server.Answers);
        Assert.Equal("run\nrun\nrun\n", server.Output(One));
    }

    [Fact]
    public async Task Restart_ExpectedCode_IsTheEnd()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "exit 3") with { Policies = new SupervisionPolicies { Restart = Quickly, Expected = [3] } });
        await server.UntilEndedAsync(One);

        Assert.Equal(1, server.Statuses.Last().Attempt);
    }

    [Fact]
    public async Task Restart_ServerIsAway_GoesOnAndIsToldAfterwards()
    {
        await using var agent = Start();
        var mark = Path.Combine(Folder.FullName, "mark");
        using (var server = await ReadyAsync())
        {
            await server.ExecuteAsync(Shell(1, $"echo x >> {mark}; [ $(wc -l < {mark}) -ge 3 ] && exec sleep 300; exit 1") with { Policies = new SupervisionPolicies { Restart = Quickly } });
            await server.UntilAsync(c => c.Answers.Any());
        }

        using var again = await ReadyAsync();
        await again.UntilAsync(c => c.Statuses.Any(status => status is { State: WireProcessState.Running, Attempt: 3 }));

        Assert.Equal(3, (await File.ReadAllLinesAsync(mark, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Ready_LineOfOutput_IsToldOnce_AlsoOfALaterAttempt()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        var mark = Path.Combine(Folder.FullName, "mark");

        await server.ExecuteAsync(Shell(1, $"[ -e {mark} ] || {{ touch {mark}; exit 1; }}; echo starting; echo now serving on 80; exec sleep 300") with
        {
            Policies = new SupervisionPolicies { Restart = Quickly, Ready = new ReadyPolicy { Log = "serving on [0-9]+" } },
        });
        await server.UntilAsync(c => c.Statuses.Any(status => status.Ready == true));

        Assert.Equal([(1, false), (2, true)], server.Statuses.Where(status => status.Ready is not null).Select(status => (status.Attempt ?? 0, status.Ready!.Value)));
    }

    [Fact]
    public async Task Ready_Port_IsReadyOnceItTakesConnections()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await server.ExecuteAsync(Shell(1, "sleep 300") with { Policies = new SupervisionPolicies { Ready = new ReadyPolicy { Port = port } } });

        await server.UntilAsync(c => c.Statuses.Any(status => status.Ready == true));
    }

    [Fact]
    public async Task Ready_NotInTime_SaysWhy()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "sleep 300") with { Policies = new SupervisionPolicies { Ready = new ReadyPolicy { Log = "never", TimeoutMilliseconds = 100 } } });
        await server.UntilAsync(c => c.Statuses.Any(status => status.Ready is not null));

        var status = server.Statuses.Last();
        Assert.Equal((WireProcessState.Running, false), (status.State, status.Ready!.Value));
        Assert.Contains("no line of its output matched", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_ExitCode_IsReadyAtItsEnd()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "exit 0") with { Policies = new SupervisionPolicies { Ready = new ReadyPolicy { Exit = 0 } } });
        await server.UntilEndedAsync(One);

        Assert.True(server.Statuses.Last().Ready);
    }

    [Fact]
    public async Task Kill_BetweenAttempts_ClosesIt()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, "exit 1") with { Policies = new SupervisionPolicies { Restart = new RestartPolicy(RestartOn.Always, BackoffMilliseconds: 600_000) } });
        await server.UntilAsync(c => c.Statuses.Any(status => status.State == WireProcessState.Pending));

        await server.SendAsync(new KillMessage([new KillEntry(One)]));
        await server.UntilEndedAsync(One);

        Assert.Equal(WireProcessState.Closed, server.Statuses.Last().State);
    }
}
