using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>What the agent says it would start, without starting it.</summary>
public sealed class CheckTests : AgentScenario
{
    [Fact]
    public async Task Check_TellsOfEachEntryWhatAStartWouldSay_AndStartsNothing()
    {
        await using var agent = Start();
        using var server = await Server.MeetAsync();
        await server.UntilReadyAsync();
        var mark = Path.Combine(Folder.FullName, "started");
        File.WriteAllText(Path.Combine(Folder.FullName, "not-a-program"), "text");
        ExecuteEntry[] entries =
        [
            Shell(1, $"> {mark}"),
            Shell(2, "true") with { Application = "no-such-program" },
            Shell(3, "true") with { WorkingDirectory = "/no/such/folder" },
            Shell(4, "true") with { Application = "not-a-program", Path = Folder.FullName },
            Shell(5, "true"),
        ];

        await server.SendAsync(new CheckMessage(41, entries));
        await server.UntilAsync(c => c.Heard.Any(message => message is CheckedMessage));

        var answer = Assert.Single(server.Heard.OfType<CheckedMessage>());
        Assert.Equal(41, answer.Question);
        Assert.Equal(entries.Select(entry => entry.Id), answer.Entries.Select(entry => entry.Id));
        Assert.Equal([true, false, false, false, true], answer.Entries.Select(entry => entry.Started));
        Assert.Contains("no-such-program", answer.Entries[1].Message, StringComparison.Ordinal);
        Assert.Contains("/no/such/folder does not exist", answer.Entries[2].Message, StringComparison.Ordinal);

        // What it says is what a start says.
        await server.ExecuteAsync([.. entries[1..4]]);
        await server.UntilAsync(c => c.Answers.Count() == 3);
        Assert.Equal(answer.Entries.Skip(1).Take(3).Select(entry => entry.Message), server.Answers.OrderBy(entry => entry.Id!.Value.Number).Select(entry => entry.Message));
        Assert.False(File.Exists(mark));
    }
}
