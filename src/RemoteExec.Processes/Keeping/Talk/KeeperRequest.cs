using System.Text.Json.Serialization;

namespace RemoteExec.Processes.Keeping.Talk;

/// <summary>What an agent asks of its keeper. Members that a version does not know are ignored, requests that it does not know are too: a keeper may be older than its agent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask", IgnoreUnrecognizedTypeDiscriminators = true, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
[JsonDerivedType(typeof(StartRequest), "start")]
[JsonDerivedType(typeof(AdoptRequest), "adopt")]
[JsonDerivedType(typeof(StopRequest), "stop")]
[JsonDerivedType(typeof(DoneRequest), "done")]
[JsonDerivedType(typeof(WatchRequest), "watch")]
[JsonDerivedType(typeof(TakenRequest), "taken")]
[JsonDerivedType(typeof(ForgetRequest), "forget")]
[JsonDerivedType(typeof(ServeRequest), "serve")]
[JsonDerivedType(typeof(QuitRequest), "quit")]
public record KeeperRequest;

/// <summary>Start a program. A key is used once: asked again, nothing is started.</summary>
/// <param name="Key">Names this start; also a part of file names: letters, digits, <c>-</c>.</param>
/// <param name="Log">The log that takes its output; starts may share one, one after the other.</param>
/// <param name="Group">Whose it is: <see cref="ServeRequest"/> speaks of groups.</param>
/// <param name="Lane">Starts of one lane are made one after the other, in the order in which they were asked for; others side by side.</param>
/// <param name="Spec">The program.</param>
public sealed record StartRequest(string Key, string Log, string Group, long Lane, ProcessSpec Spec) : KeeperRequest
{
    /// <summary>Not before this moment of the system's monotonic clock, µs; null: at once. Those behind it in its lane wait too.</summary>
    public long? At { get; init; }
}

/// <summary>Take over a process that another keeper started, and that lives on without it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Log">Its log.</param>
/// <param name="Group">Whose it is.</param>
/// <param name="Stamp">Which.</param>
public sealed record AdoptRequest(string Key, string Log, string Group, ProcessStamp Stamp) : KeeperRequest;

/// <summary>End a process and everybody who belongs to it.</summary>
/// <param name="Key">Which.</param>
/// <param name="GraceMilliseconds">Between asking and killing; asked again, the end that comes sooner counts.</param>
public sealed record StopRequest(string Key, long GraceMilliseconds) : KeeperRequest;

/// <summary>The agent has written down how it ended: the keeper may forget it.</summary>
/// <param name="Key">Which.</param>
public sealed record DoneRequest(string Key) : KeeperRequest;

/// <summary>Say once when a log is longer than this.</summary>
/// <param name="Log">Which.</param>
/// <param name="After">Its end, as far as the agent knows.</param>
public sealed record WatchRequest(string Log, long After) : KeeperRequest;

/// <summary>What is before a position of a log is needed no more.</summary>
/// <param name="Log">Which.</param>
/// <param name="Position">Where the rest begins.</param>
public sealed record TakenRequest(string Log, long Position) : KeeperRequest;

/// <summary>A log is needed no more.</summary>
/// <param name="Log">Which.</param>
public sealed record ForgetRequest(string Log) : KeeperRequest;

/// <summary>What becomes of the output of a group.</summary>
/// <param name="Group">Whose.</param>
/// <param name="Mode">From now on.</param>
public sealed record ServeRequest(string Group, OutputMode Mode) : KeeperRequest;

/// <summary>Nobody will come back: end as soon as nothing runs.</summary>
public sealed record QuitRequest : KeeperRequest;

/// <summary>What becomes of output when there is much of it.</summary>
public enum OutputMode
{
    /// <summary>Nobody takes it now: the newest is kept.</summary>
    Keep = 0,

    /// <summary>Somebody takes it: a program that is faster is held back.</summary>
    Hold = 1,

    /// <summary>Nobody will ever ask for it.</summary>
    Discard = 2,
}
