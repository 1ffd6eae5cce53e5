using System.Text.Json.Serialization;

namespace RemoteExec.Processes.Keeping.Talk;

/// <summary>What a keeper tells its agent.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "tell", IgnoreUnrecognizedTypeDiscriminators = true, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
[JsonDerivedType(typeof(HelloReport), "hello")]
[JsonDerivedType(typeof(StartedReport), "started")]
[JsonDerivedType(typeof(RefusedReport), "refused")]
[JsonDerivedType(typeof(ExitedReport), "exited")]
[JsonDerivedType(typeof(WroteReport), "wrote")]
[JsonDerivedType(typeof(TroubleReport), "trouble")]
public record KeeperReport;

/// <summary>The first report of a connection: everything the keeper has.</summary>
/// <param name="Protocol">The version of what follows; an agent ends the conversation when it is not one that it speaks.</param>
/// <param name="Instance">This life of the keeper: another one knows nothing of what this one was asked.</param>
/// <param name="Pid">Its process id.</param>
/// <param name="Version">Of the program, for people.</param>
/// <param name="Processes">That it started or adopted, and that the agent has not said to be done with.</param>
/// <param name="Logs">That it has.</param>
public sealed record HelloReport(int Protocol, string Instance, int Pid, string Version, IReadOnlyList<KeptState> Processes, IReadOnlyList<LogState> Logs) : KeeperReport
{
    /// <summary>When the keeper was started; null: it is older than this member.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The version that this program speaks.</summary>
    public const int CurrentProtocol = 1;
}

/// <summary>A process that runs, or has ended.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Stamp">Which.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="Exit">How it ended; null while it runs.</param>
/// <param name="Stopped">Whether it was being stopped when it ended.</param>
public sealed record KeptState(string Key, ProcessStamp Stamp, DateTimeOffset StartedAt, ProcessExit? Exit, bool Stopped);

/// <summary>A log.</summary>
/// <param name="Log">Its name.</param>
/// <param name="Start">Everything before it was taken.</param>
/// <param name="End">Where it ends.</param>
public sealed record LogState(string Log, long Start, long End);

/// <summary>A program runs.</summary>
/// <param name="Key">Which start.</param>
/// <param name="Stamp">Which process.</param>
/// <param name="At">When it was started.</param>
public sealed record StartedReport(string Key, ProcessStamp Stamp, DateTimeOffset At) : KeeperReport;

/// <summary>A program could not be started.</summary>
/// <param name="Key">Which start.</param>
/// <param name="Failure">Why.</param>
public sealed record RefusedReport(string Key, LaunchFailure Failure) : KeeperReport;

/// <summary>A process has ended, and its output is in its log.</summary>
/// <param name="Key">Which start.</param>
/// <param name="Exit">How.</param>
/// <param name="Stopped">Whether it was being stopped.</param>
/// <param name="Log">Its log.</param>
/// <param name="End">Where that ends now.</param>
public sealed record ExitedReport(string Key, ProcessExit Exit, bool Stopped, string Log, long End) : KeeperReport;

/// <summary>A log that is watched has grown. It is not watched any more.</summary>
/// <param name="Log">Which.</param>
/// <param name="End">Where it ends now.</param>
public sealed record WroteReport(string Log, long End) : KeeperReport;

/// <summary>Something that an administrator should know.</summary>
/// <param name="Message">A sentence.</param>
public sealed record TroubleReport(string Message) : KeeperReport;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeeperRequest))]
[JsonSerializable(typeof(KeeperReport))]
internal sealed partial class TalkJson : JsonSerializerContext;
