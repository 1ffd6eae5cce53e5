using System.Net.Sockets;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>How an agent meets its servers, loses them and comes back: over real sockets.</summary>
public sealed class AgentConnectionTests : AgentScenario
{
    [Fact]
    public async Task Connect_FirstWords_AreSetupThenSnapshot()
    {
        await using var agent = Start();
        using var server = await Server.MeetAsync();

        await server.UntilReadyAsync();

        var setup = Assert.IsType<SetupMessage>(server.Heard[0]);
        Assert.Equal("lab", setup.Name);
        Assert.Equal("/usr/bin", setup.ExecutableTree[0].GetProperty("path").GetString());
        Assert.StartsWith("remoteexec-agent ", setup.Facts.GetProperty("agent").GetString(), StringComparison.Ordinal);
        Assert.True(setup.Facts.GetProperty("memory").GetInt64() > 0);
        Assert.Equal(new SnapshotMessage(true, 0), server.Heard[^1]);
    }

    [Fact]
    public async Task Cable_PulledWhileAProcessRuns_ItGoesOnAndIsToldAfterwards()
    {
        var go = Path.Combine(Folder.FullName, "go");
        await using var agent = Start();
        using (var first = await ReadyAsync())
        {
            await first.ExecuteAsync(Shell(1, $"echo before; while ! [ -e {go} ]; do sleep 0.02; done; echo after; exit 7"));
            await first.UntilAsync(c => c.Statuses.Any() && c.Output(One) == "before\n");
            await first.AcknowledgeAsync();
            first.Cut();
        }

        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        using var second = await ReadyAsync();
        await second.UntilEndedAsync(One);

        Assert.Equal(7, second.Statuses.Last().ExitCode);
        Assert.Equal("before\nafter\n", second.Output(One));
    }

    [Fact]
    public async Task Reports_NotAcknowledged_AreToldAgain_AcknowledgedOnesAreNot()
    {
        await using var agent = Start();
        using (var first = await ReadyAsync())
        {
            await first.ExecuteAsync(Shell(1, "true"));
            await first.UntilEndedAsync(One);
            await first.AcknowledgeAsync();
            await first.ExecuteAsync(Shell(2, "exit 2"));
            await first.UntilEndedAsync(new WireId(2));
            first.Cut();
        }

        using var second = await ReadyAsync();

        Assert.DoesNotContain(second.Statuses, status => status.Id == One);
        Assert.Contains(second.Answers, answer => answer.Id == new WireId(2) && answer.Started);
        Assert.Contains(second.Statuses, status => status.Id == new WireId(2) && status.ExitCode == 2);
        Assert.Equal(new SnapshotMessage(true, 2), second.Heard[^1]);
    }

    [Fact]
    public async Task Sequence_Rises_AlsoOverARestartOfTheAgent()
    {
        long last = 0;
        for (var life = 1; life <= 2; life++)
        {
            await using var agent = Start();
            using var server = await ReadyAsync();
            await server.ExecuteAsync(Shell(life, "true"));
            await server.UntilEndedAsync(new WireId(life));
            var sequences = server.Heard.Select(message => message switch { ExecutedMessage e => e.Sequence, ProcessStatusMessage s => s.Sequence, _ => null }).OfType<long>().ToList();

            Assert.Equal(sequences.Order(), sequences);
            Assert.True(sequences[0] > last);
            last = sequences[^1];
        }
    }

    [Fact]
    public async Task Restart_IdsAreRememberedForEver()
    {
        await using (Start())
        {
            using var server = await ReadyAsync();
            await server.ExecuteAsync(Shell(1, "exit 4"));
            await server.UntilEndedAsync(One);
            await server.AcknowledgeAsync();
        }

        await using var again = Start();
        using var later = await ReadyAsync();
        await later.ExecuteAsync(Shell(1, "exit 5"));
        await later.UntilEndedAsync(One);

        Assert.Equal(4, later.Statuses.Last().ExitCode);
    }

    [Fact]
    public async Task Stop_EndsWhatRunsTellsItAndSaysGoodbye()
    {
        var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, "sleep 300"));
        await server.UntilAsync(c => c.Statuses.Any());

        var stopping = agent.StopAsync();
        await server.UntilEndedAsync(One);
        await server.AcknowledgeAsync();
        await server.UntilAsync(c => c.Heard.Any(message => message is ByeMessage));
        await stopping;

        Assert.Equal(WireProcessState.Closed, server.Statuses.Last().State);
        Assert.Null(await agent.Ended);
    }

    [Fact]
    public async Task Silence_PingIsAnswered()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.SendAsync(new PingMessage(42));
        await server.UntilAsync(c => c.Heard.Any(message => message is PongMessage));

        var pong = server.Heard.OfType<PongMessage>().Single();
        Assert.Equal(42, pong.T0);
        Assert.True(pong.T2 >= pong.T1 && pong.T1 > 0);
    }

    [Fact]
    public async Task Pin_ServerWithAnotherKey_GetsNoCredential()
    {
        var settings = AgentUnderTest.Settings(Data, Server.Address) with { TrustOnFirstUse = false, Fingerprint = Fingerprint.Of(Server.Identity.PublicKey) };
        using var impostor = SigningKey.Generate();
        await using var agent = AgentUnderTest.Start(settings);
        var shown = false;

        using var meeting = await Server.MeetAsync(
            _ =>
            {
                shown = true;
                return AuthenticationVerdict.Accepted;
            },
            impostor);

        Assert.False(shown);
        Assert.Null(meeting.Outcome.Channel);
    }

    [Fact]
    public async Task Pin_NoneAndNoTrust_EndsWithOneSentenceThatHelps()
    {
        await using var agent = AgentUnderTest.Start(AgentUnderTest.Settings(Data, Server.Address) with { TrustOnFirstUse = false });
        using var meeting = await Server.MeetAsync();

        var sentence = await agent.Ended.WaitAsync(ServerEnd.Patience, TestContext.Current.CancellationToken);

        Assert.Contains(Fingerprint.Of(Server.Identity.PublicKey), sentence!, StringComparison.Ordinal);
        Assert.Contains("--trust-on-first-use", sentence!, StringComparison.Ordinal);
        Assert.Null(meeting.Outcome.Channel);
    }

    [Fact]
    public async Task Password_IsShownOnce_AnAdmittedKeyNeedsNone()
    {
        var file = Path.Combine(Folder.FullName, "password");
        await File.WriteAllTextAsync(file, "topsecret\n", TestContext.Current.CancellationToken);
        var shown = new List<string?>();
        await using var agent = AgentUnderTest.Start(AgentUnderTest.Settings(Data, Server.Address) with { PasswordFile = file });

        for (var i = 0; i < 2; i++)
        {
            using var server = await Server.MeetAsync(credentials =>
            {
                shown.Add(credentials.Password);
                return AuthenticationVerdict.Accepted;
            });
            await server.UntilReadyAsync();
            server.Cut();
        }

        Assert.Equal(["topsecret", null], shown);
        var known = Assert.Single(KnownServers.Load(AgentFolder.Open(Data)).All);
        Assert.Equal(Fingerprint.Of(Server.Identity.PublicKey), known.Fingerprint);
    }

    [Fact]
    public async Task SecondAgentOnOneFolder_IsRefused()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await using var second = Start();

        Assert.Contains("another agent", await second.Ended.WaitAsync(ServerEnd.Patience, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatTalksNonsense_IsLeftAndDialledAgain()
    {
        await using var agent = Start();
        using (var socket = await Server.AcceptAsync())
        {
            await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), SocketFlags.None);
        }

        using var server = await ReadyAsync();
        Assert.NotEmpty(server.Heard);
    }

    [Fact]
    public async Task SeveralServers_AreTriedInTurn()
    {
        var settings = AgentUnderTest.Settings(Data, Server.Address);
        await using var agent = AgentUnderTest.Start(settings with { Servers = [new("127.0.0.1", 1), .. settings.Servers] });

        using var server = await ReadyAsync();

        Assert.NotEmpty(server.Heard);
    }

    [Fact]
    public async Task ThousandsOfReports_AreToldInSteps_AndTheSnapshotFollowsThemAll()
    {
        const int count = 6_000;
        await using var agent = Start();
        using (var first = await ReadyAsync())
        {
            foreach (var part in Enumerable.Range(1, count).Chunk(250))
            {
                await first.ExecuteAsync([.. part.Select(id => new ExecuteEntry { Id = new WireId(id), Application = "no-such-program" })]);
            }

            // Not one is acknowledged, so the agent does not say them all.
            await first.UntilAsync(c => c.Heard.OfType<ExecutedMessage>().Count() == 256);
            first.Cut();
        }

        using var second = await Server.MeetAsync();
        await second.UntilAsync(c => c.Heard.OfType<ExecutedMessage>().Count() == 256);
        Assert.DoesNotContain(second.Heard, message => message is SnapshotMessage);
        await second.AcknowledgeAsync();
        await second.UntilReadyAsync();

        Assert.Equal(count, second.Answers.Select(answer => answer.Id).Distinct().Count());
        Assert.IsType<SnapshotMessage>(second.Heard[^1]);
    }

    [Fact]
    public async Task Stop_WhileADelayRuns_TheDelayWaitsInTheJournal()
    {
        await using (Start())
        {
            using var server = await ReadyAsync();
            await server.ExecuteAsync(Shell(1, "true") with { DelayMilliseconds = 3_600_000 });
            await server.SendAsync(new PingMessage(1));
            await server.UntilAsync(c => c.Heard.Any(message => message is PongMessage));
        }

        await using var again = Start();
        using var later = await ReadyAsync();

        Assert.Equal(WireProcessState.Pending, Assert.Single(later.Statuses).State);
    }
}
