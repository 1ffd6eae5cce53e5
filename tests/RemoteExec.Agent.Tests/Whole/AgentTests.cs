using System.Net.Sockets;
using RemoteExec.Agent.Enrolment;
using RemoteExec.Agent.Hosting;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>The agent over real sockets, with real processes.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly WireId One = new(1);
    private readonly ServerEnd _server = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-agent-");

    private string Data => Path.Combine(_folder.FullName, "agent");

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Connect_FirstWords_AreSetupThenSnapshot()
    {
        await using var agent = Start();
        using var server = await _server.MeetAsync();

        await server.UntilReadyAsync();

        var setup = Assert.IsType<SetupMessage>(server.Heard[0]);
        Assert.Equal("lab", setup.Name);
        Assert.Equal("/usr/bin", setup.ExecutableTree[0].GetProperty("path").GetString());
        Assert.StartsWith("remoteexec-agent ", setup.Facts.GetProperty("agent").GetString(), StringComparison.Ordinal);
        Assert.True(setup.Facts.GetProperty("memory").GetInt64() > 0);
        Assert.Equal(new SnapshotMessage(true, 0), server.Heard[^1]);
    }

    [Fact]
    public async Task Execute_Program_TellsStartedRunningOutputAndEnd()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "echo out; echo err >&2; exit 3"));
        await server.UntilEndedAsync(One);

        Assert.Equal(new ExecutedEntry(One, true, ""), Assert.Single(server.Answers));
        Assert.Equal([WireProcessState.Running, WireProcessState.Exited], server.Statuses.Select(status => status.State));
        Assert.Equal(3, server.Statuses.Last().ExitCode);
        Assert.Equal("out\n", server.Output(One));
        Assert.Equal("err\n", server.Output(One, WireStream.Stderr));
        Assert.IsType<ProcessStatusMessage>(server.Heard[^1]);
    }

    [Fact]
    public async Task Execute_Arguments_ReachTheProgramVerbatim()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        string[] arguments = ["$HOME", "a b", "", "*", "\"quoted\"", "ünïcode\n", "--", "`id`"];

        await server.ExecuteAsync(new ExecuteEntry { Id = One, Application = "printf", Path = "/usr/bin", Arguments = ["[%s]", .. arguments] });
        await server.UntilEndedAsync(One);

        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]")), server.Output(One));
    }

    [Fact]
    public async Task Execute_EnvironmentAndFolder_AreThoseAskedForAndOursStaySecret()
    {
        Environment.SetEnvironmentVariable("REMOTEEXEC_SOMETHING", "secret");
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "pwd; echo $GREETING; echo [$REMOTEEXEC_SOMETHING]") with
        {
            WorkingDirectory = "/usr",
            Environment = new Dictionary<string, string> { ["GREETING"] = "good day" },
        });
        await server.UntilEndedAsync(One);

        Assert.Equal("/usr\ngood day\n[]\n", server.Output(One));
    }

    [Theory]
    [InlineData("no-such-program", "", "not found: ")]
    [InlineData("no-such-program", "/usr/bin", "not found: ")]
    [InlineData("passwd", "/etc", "/etc/passwd is not in a folder")]
    [InlineData("sh", "bin", "path must be a whole path")]
    public async Task Execute_WhatMayNotStart_IsAnsweredWithTheReason(string application, string path, string reason)
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(new ExecuteEntry { Id = One, Application = application, Path = path });
        await server.UntilEndedAsync(One);

        var answer = Assert.Single(server.Answers);
        Assert.False(answer.Started);
        Assert.StartsWith(reason, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_RepeatedId_IsToldAgainAndStartsNothing()
    {
        var mark = Path.Combine(_folder.FullName, "mark");
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, $"echo once >> {mark}"));
        await server.UntilEndedAsync(One);
        await server.ExecuteAsync(Shell(1, $"echo twice >> {mark}"), Shell(2, "true"));
        await server.UntilEndedAsync(new WireId(2));

        Assert.Equal("once\n", await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken));
        Assert.Equal(2, server.Statuses.Count(status => status.Id == One && status.State == WireProcessState.Exited));
    }

    [Fact]
    public async Task Kill_ProcessWithChildren_IsClosedWithItsWholeGroup()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        await server.ExecuteAsync(Shell(1, "sleep 300 & echo $!; wait"));
        await server.UntilAsync(c => c.Output(One).EndsWith('\n'));
        var child = int.Parse(server.Output(One));

        await server.SendAsync(new KillMessage([new KillEntry(One)], 2_000));
        await server.UntilEndedAsync(One);

        Assert.Equal(WireProcessState.Closed, server.Statuses.Last().State);
        Assert.False(IsAlive(child));
    }

    [Fact]
    public async Task Kill_PendingDelay_IsCancelled()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "true") with { DelayMilliseconds = 3_600_000 });
        await server.SendAsync(new KillMessage([new KillEntry(One)]));
        await server.UntilEndedAsync(One);

        Assert.False(Assert.Single(server.Answers).Started);
    }

    [Fact]
    public async Task Timeout_IsClosedAndSaysSo()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "sleep 300") with { TimeoutMilliseconds = 50 });
        await server.UntilEndedAsync(One);

        Assert.Equal(WireProcessState.Closed, server.Statuses.Last().State);
        Assert.StartsWith("timed out after 50 ms", server.Statuses.Last().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cable_PulledWhileAProcessRuns_ItGoesOnAndIsToldAfterwards()
    {
        var go = Path.Combine(_folder.FullName, "go");
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
    public async Task Browse_AllowedFolder_IsShown_OthersAreNot()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.SendAsync(new BrowseMessage("/usr/bin"));
        await server.SendAsync(new BrowseMessage("/etc"));
        await server.UntilAsync(c => c.Heard.OfType<BrowsedMessage>().Count() == 2);

        // Each answer names its folder; which is read first is nobody's promise.
        var answers = server.Heard.OfType<BrowsedMessage>().ToDictionary(answer => answer.Path);
        Assert.NotEmpty(answers["/usr/bin"].Files);
        Assert.Empty(answers["/usr/bin"].Message);
        Assert.Empty(answers["/etc"].Files);
        Assert.NotEmpty(answers["/etc"].Message);
    }

    [Fact]
    public async Task Pin_ServerWithAnotherKey_GetsNoCredential()
    {
        var settings = AgentUnderTest.Settings(Data, _server.Address) with { TrustOnFirstUse = false, Fingerprint = Fingerprint.Of(_server.Identity.PublicKey) };
        using var impostor = SigningKey.Generate();
        await using var agent = AgentUnderTest.Start(settings);
        var shown = false;

        using var meeting = await _server.MeetAsync(
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
        await using var agent = AgentUnderTest.Start(AgentUnderTest.Settings(Data, _server.Address) with { TrustOnFirstUse = false });
        using var meeting = await _server.MeetAsync();

        var sentence = await agent.Ended.WaitAsync(ServerEnd.Patience, TestContext.Current.CancellationToken);

        Assert.Contains(Fingerprint.Of(_server.Identity.PublicKey), sentence!, StringComparison.Ordinal);
        Assert.Contains("--trust-on-first-use", sentence!, StringComparison.Ordinal);
        Assert.Null(meeting.Outcome.Channel);
    }

    [Fact]
    public async Task Password_IsShownOnce_AnAdmittedKeyNeedsNone()
    {
        var file = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(file, "topsecret\n", TestContext.Current.CancellationToken);
        var shown = new List<string?>();
        await using var agent = AgentUnderTest.Start(AgentUnderTest.Settings(Data, _server.Address) with { PasswordFile = file });

        for (var i = 0; i < 2; i++)
        {
            using var server = await _server.MeetAsync(credentials =>
            {
                shown.Add(credentials.Password);
                return AuthenticationVerdict.Accepted;
            });
            await server.UntilReadyAsync();
            server.Cut();
        }

        Assert.Equal(["topsecret", null], shown);
        var known = Assert.Single(KnownServers.Load(AgentFolder.Open(Data)).All);
        Assert.Equal(Fingerprint.Of(_server.Identity.PublicKey), known.Fingerprint);
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
        using (var socket = await _server.AcceptAsync())
        {
            await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), SocketFlags.None);
        }

        using var server = await ReadyAsync();
        Assert.NotEmpty(server.Heard);
    }

    [Fact]
    public async Task SeveralServers_AreTriedInTurn()
    {
        var settings = AgentUnderTest.Settings(Data, _server.Address);
        await using var agent = AgentUnderTest.Start(settings with { Servers = [new("127.0.0.1", 1), .. settings.Servers] });

        using var server = await ReadyAsync();

        Assert.NotEmpty(server.Heard);
    }

    [Fact]
    public async Task EqualDelays_StartInTheOrderOfTheArray()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();
        var ids = Enumerable.Range(1, 60).Reverse().Select(id => (long)id).ToList();

        await server.ExecuteAsync([.. ids.Select(id => Shell(id, "true") with { DelayMilliseconds = 50 })]);
        await server.UntilAsync(c => c.Answers.Count() == ids.Count);

        Assert.Equal(ids, server.Answers.Select(answer => answer.Id!.Value.Number!.Value));
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

        using var second = await _server.MeetAsync();
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

    [Fact]
    public async Task LargeOutput_ArrivesByteForByte_WithAcknowledgements()
    {
        await using var agent = Start();
        using var server = await ReadyAsync();

        await server.ExecuteAsync(Shell(1, "seq 1 400000"));
        var expected = string.Concat(Enumerable.Range(1, 400_000).Select(i => $"{i}\n"));
        var acknowledged = 0L;
        await server.UntilAsync(c =>
        {
            var end = c.Heard.OfType<OutputMessage>().SelectMany(message => message.Pieces).Select(piece => piece.Offset + (piece.Text?.Length ?? piece.Bytes!.Length)).DefaultIfEmpty(0).Max();
            if (end - acknowledged > 100_000 || end == expected.Length)
            {
                acknowledged = end;
                c.Channel.Write(new AckMessage(null, [new OutputAck(One, WireStream.Stdout, end)]));
                c.Channel.FlushAsync().AsTask().Wait();
            }

            return c.Statuses.Any(status => status.State == WireProcessState.Exited);
        });

        Assert.Equal(expected, server.Output(One));
    }

    private AgentUnderTest Start() => AgentUnderTest.Start(AgentUnderTest.Settings(Data, _server.Address));

    private async Task<Conversation> ReadyAsync()
    {
        var conversation = await _server.MeetAsync();
        Assert.True(conversation.Outcome.Channel is not null, conversation.Outcome.Fault?.Detail);
        await conversation.UntilReadyAsync();
        return conversation;
    }

    private static ExecuteEntry Shell(long id, string script) => new() { Id = new WireId(id), Name = "test", Application = "sh", Path = "/bin", Arguments = ["-c", script] };

    private static bool IsAlive(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
}
