using System.Text.Json;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>Settings that change under a running agent: a real process, a real SIGHUP.</summary>
public sealed class ReloadTests : AgentScenario
{
    private string File => Path.Combine(Folder.FullName, "agent.json");

    [Fact]
    public async Task HangUp_FolderThatWasRefused_IsAllowedAndShown_OnTheSameConnection()
    {
        Write(allow: "/usr/bin", name: "lab", wall: "east");
        await using var agent = AgentProgram.Start(File);
        using var server = await ReadyAsync();
        await server.ExecuteAsync(new ExecuteEntry { Id = One, Application = "program", Path = Programs() });
        await server.UntilEndedAsync(One);
        Assert.Contains("is not in a folder", server.Answers.Single().Message, StringComparison.Ordinal);

        Write(allow: Programs(), name: "stage", wall: "west");
        agent.Signal("HUP");
        await server.UntilAsync(c => c.Heard.OfType<SetupMessage>().Count() == 2);
        await server.ExecuteAsync(new ExecuteEntry { Id = new WireId(2), Application = "program", Path = Programs() });
        await server.UntilEndedAsync(new WireId(2));

        var setup = server.Heard.OfType<SetupMessage>().Last();
        Assert.Equal(("stage", "west"), (setup.Name, setup.Labels!["wall"]));
        Assert.Equal(Programs(), setup.ExecutableTree[0].GetProperty("path").GetString());
        Assert.Equal(0, server.Statuses.Last().ExitCode);
        await agent.UntilItSaysAsync("read again: name, allow, label");
    }

    [Fact]
    public async Task HangUp_FileWithMistakes_ChangesNothingAndSaysAllOfThem()
    {
        Write(allow: Programs(), name: "lab", wall: "east");
        await using var agent = AgentProgram.Start(File);
        using var server = await ReadyAsync();

        System.IO.File.WriteAllText(File, """{ "allow": ["relative"], "nmae": "stage", "plain": "perhaps" }""");
        agent.Signal("HUP");
        var said = await agent.UntilItSaysAsync("change nothing");
        System.IO.File.Delete(File);
        agent.Signal("HUP");
        var gone = await agent.UntilItSaysAsync("change nothing");
        await server.ExecuteAsync(new ExecuteEntry { Id = One, Application = "program", Path = Programs() });
        await server.UntilEndedAsync(One);

        Assert.All(["must be a whole path", "\"nmae\"", "plain must be"], problem => Assert.Contains(problem, said, StringComparison.Ordinal));
        Assert.Contains("cannot be read", gone, StringComparison.Ordinal);
        Assert.Equal(0, server.Statuses.Last().ExitCode);
        Assert.Single(server.Heard.OfType<SetupMessage>());
    }

    [Fact]
    public async Task HangUp_OtherServer_IsDialledAtOnce_AndWhatCannotChangeIsSaid()
    {
        using var other = new ServerEnd();
        Write(allow: Programs(), name: "lab", wall: "east");
        await using var agent = AgentProgram.Start(File);
        using var server = await ReadyAsync();

        System.IO.File.WriteAllText(File, $$"""{ "server": "{{other.Address}}", "data": "/elsewhere", "trustOnFirstUse": true }""");
        agent.Signal("HUP");
        using var next = await other.MeetAsync();
        await next.UntilReadyAsync();

        Assert.Contains("data", await agent.UntilItSaysAsync("from the next start on"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HangUp_AgainAndAgain_IntroducesItself16Times_ThenOnANewConnection()
    {
        Write(allow: Programs(), name: "lab", wall: "east");
        await using var agent = AgentProgram.Start(File);
        using var server = await ReadyAsync();
        for (var introductions = 2; introductions <= 16; introductions++)
        {
            agent.Signal("HUP");
            await server.UntilAsync(c => c.Heard.OfType<SetupMessage>().Count() == introductions);
        }

        agent.Signal("HUP");
        using var next = await ReadyAsync();

        Assert.Single(next.Heard.OfType<SetupMessage>());
    }

    private string Programs() => Folder.CreateSubdirectory("programs").FullName;

    private void Write(string allow, string name, string wall)
    {
        var program = Path.Combine(Programs(), "program");
        if (!System.IO.File.Exists(program))
        {
            System.IO.File.Copy("/bin/true", program);
        }

        System.IO.File.WriteAllText(File, JsonSerializer.Serialize(new
        {
            server = Server.Address,
            data = Data,
            trustOnFirstUse = true,
            name,
            allow = new[] { allow },
            label = new { wall },
        }));
    }
}
