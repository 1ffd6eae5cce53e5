using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>An agent with a data folder that outlives it, and its server in the hands of the test.</summary>
public abstract class AgentScenario : IDisposable
{
    private protected static readonly WireId One = new(1);

    private protected ServerEnd Server { get; } = new();

    private protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("remoteexec-agent-");

    private protected string Data => Path.Combine(Folder.FullName, "agent");

    public void Dispose()
    {
        Server.Dispose();
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected AgentUnderTest Start() => AgentUnderTest.Start(AgentUnderTest.Settings(Data, Server.Address));

    private protected async Task<Conversation> ReadyAsync()
    {
        var conversation = await Server.MeetAsync();
        Assert.True(conversation.Outcome.Channel is not null, conversation.Outcome.Fault?.Detail);
        await conversation.UntilReadyAsync();
        return conversation;
    }

    private protected static ExecuteEntry Shell(long id, string script) => new() { Id = new WireId(id), Name = "test", Application = "sh", Path = "/bin", Arguments = ["-c", script] };
}
