using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>What an agent starts, watches and ends: over real sockets, with real processes.</summary>
public sealed class AgentTests : AgentScenario
{
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
        var mark = Path.Combine(Folder.FullName, "mark");
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

    private static bool IsAlive(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
}
