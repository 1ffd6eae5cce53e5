using RemoteExec.Fleet.Processes;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Grains;

/// <summary>The one owner of a machine: its route, its id counter, its processes and what waits for it. Key: the machine's id.</summary>
internal interface IMachineGrain : IGrainWithStringKey
{
    /// <summary>A session authenticated. It becomes the machine's only route; an earlier one is closed.</summary>
    Task<AttachOutcome> AttachAsync(AgentHello hello, IAgentRoute route);

    /// <summary>The session has ended. Ignored when another has taken its place.</summary>
    Task DetachAsync(Guid session, string reason);

    /// <summary>What one packet said, in the order in which packets came.</summary>
    /// <returns>False: too much of this machine waits to be stored, and nothing of this was taken; say it again. It was waited for some seconds already.</returns>
    Task<bool> ReportAsync(Guid session, AgentReport report);

    /// <summary>What the session answers in its machine's place: entries that cannot be sent to it.</summary>
    Task AnswerAsync(Guid session, IReadOnlyList<ExecutedNews> answers);

    /// <summary>Issues ids, records them, and sends them when the machine is there. Returns after the record is committed.</summary>
    Task<StartOutcome> StartAsync(StartCommand command);

    /// <summary>Asks the machine what it would start. Nothing is started.</summary>
    Task<CheckOutcome> CheckAsync(IReadOnlyList<Executable> executables);

    /// <summary>Whether the machine is there. If not, a run may ask to be told when it comes.</summary>
    /// <param name="run">The run; null: nobody waits.</param>
    Task<bool> IsThereAsync(long? run);

    /// <summary>Has the machine wake others near it; false when it is away, or does not know how.</summary>
    Task<bool> WakeOthersAsync(IReadOnlyList<string> macs);

    /// <summary>Asks for the end of processes by their wire ids; empty: every live one of the machine.</summary>
    Task<StopOutcome> StopAsync(StopCommand command);

    /// <summary>Gives the machine another name; null when the name is free, else the refusal.</summary>
    Task<string?> RenameAsync(string name, Caller by);

    /// <summary>Adds labels, or removes those whose value is null.</summary>
    Task LabelAsync(IReadOnlyDictionary<string, string?> changes, Caller by);

    /// <summary>Refuses the machine's identity from now on and cuts its session.</summary>
    Task RevokeAsync(Caller by);

    /// <summary>Takes over what people gave another record of the same computer, and what it did; the other is forgotten.</summary>
    /// <returns>Null when it was done, else why not.</returns>
    Task<string?> MergeAsync(string fromId, Caller by);

    /// <summary>Lets go of a machine that becomes part of another, unless something is in the way.</summary>
    Task<MergeGift> GiveUpAsync();

    /// <summary>Forgets the machine. Refused (with a sentence) while it is connected.</summary>
    Task<string?> RemoveAsync(Caller by);

    /// <summary>The machine as it is now, with its live processes.</summary>
    Task<MachineView?> ViewAsync();
}

/// <summary>The way from a machine's grain to the session that holds its socket, on whichever node that is.</summary>
internal interface IAgentRoute : IGrainObserver
{
    /// <summary>Sends entries; returns once they are in the session's bounded queue, with false when the session is gone or its queue is full.</summary>
    Task<bool> ExecuteAsync(RouteExecute command);

    /// <summary>Asks what would be started; null when there is no answer.</summary>
    Task<IReadOnlyList<ExecutedNews>?> CheckAsync(RouteCheck command);

    /// <summary>Sends <c>wake</c>.</summary>
    Task<bool> WakeAsync(RouteWake command);

    /// <summary>Sends <c>kill</c>.</summary>
    Task<bool> KillAsync(RouteKill command);

    /// <summary>Sends <c>ack</c> after a commit.</summary>
    Task AcknowledgeAsync(RouteAcknowledgement acknowledgement);

    /// <summary>Ends the session: replaced, revoked, removed or shutting down.</summary>
    Task CloseAsync(RouteClose close);
}
