using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Server.Accounts;

namespace RemoteExec.Server.Grains;

// Everything here crosses a grain boundary: immutable, so that a call inside one process copies nothing.

/// <summary>Who an authenticated session speaks for.</summary>
/// <param name="Session">New for every connection.</param>
/// <param name="Seen">The machine as this connection describes it; ids, names and counters of the stored machine win.</param>
/// <param name="WantedName">What the agent calls itself, or its address; made unique by the fleet.</param>
/// <param name="Journalled">True when the peer negotiated <c>journal</c>: it sends a snapshot first and is re-sent what it has not answered.</param>
/// <param name="CanKill">True when <c>kill</c> may be sent.</param>
/// <param name="Side">The computer behind it; null when it has no key that a copy of it could have, too.</param>
[GenerateSerializer, Immutable]
internal sealed record AgentHello(
    [property: Id(0)] Guid Session,
    [property: Id(1)] Machine Seen,
    [property: Id(2)] string WantedName,
    [property: Id(3)] bool Journalled,
    [property: Id(4)] bool CanKill,
    [property: Id(5)] MachineSide? Side = null);

/// <summary>The answer to <see cref="AgentHello"/>.</summary>
/// <param name="Refusal">Null when attached, else a sentence (revoked).</param>
/// <param name="Name">The machine's name.</param>
[GenerateSerializer, Immutable]
internal sealed record AttachOutcome([property: Id(0)] string? Refusal, [property: Id(1)] string Name);

/// <summary>One packet's worth of news.</summary>
/// <param name="Sequence">The packet's <c>seq</c>, acknowledged after the commit; null for peers without a journal.</param>
[GenerateSerializer, Immutable]
internal sealed record AgentReport(
    [property: Id(0)] long? Sequence,
    [property: Id(1)] IReadOnlyList<ExecutedNews> Executed,
    [property: Id(2)] IReadOnlyList<StatusNews> Statuses,
    [property: Id(3)] SnapshotNews? Snapshot,
    [property: Id(4)] IReadOnlyList<OutputNews> Output);

/// <summary>The machine's answer for one entry of an <c>execute</c>.</summary>
[GenerateSerializer, Immutable]
internal sealed record ExecutedNews(
    [property: Id(0)] long WireId, [property: Id(1)] bool Started, [property: Id(2)] string Message);

/// <summary>One process as its machine sees it.</summary>
/// <param name="State">Running, Exited, Closed, Pending or Unknown.</param>
/// <param name="AtMicroseconds">When it happened by the machine's clock, Unix time in µs; null when not told.</param>
[GenerateSerializer, Immutable]
internal sealed record StatusNews(
    [property: Id(0)] long WireId,
    [property: Id(1)] ProcessState State,
    [property: Id(2)] string Message,
    [property: Id(3)] int? ExitCode,
    [property: Id(4)] int? Signal,
    [property: Id(5)] int Attempt,
    [property: Id(6)] long? AtMicroseconds,
    [property: Id(7)] string? Application = null,
    [property: Id(8)] bool? Ready = null);

/// <summary>The end of a snapshot.</summary>
[GenerateSerializer, Immutable]
internal sealed record SnapshotNews([property: Id(0)] bool Complete, [property: Id(1)] long HighestId);

/// <summary>A piece of output.</summary>
/// <param name="Stream">1 stdout, 2 stderr.</param>
/// <param name="Offset">Of the first byte in its stream.</param>
[GenerateSerializer, Immutable]
internal sealed record OutputNews(
    [property: Id(0)] long WireId, [property: Id(1)] int Stream, [property: Id(2)] long Offset, [property: Id(3)] byte[] Bytes);

/// <summary>An operator's wish to start executables on this machine, in this order.</summary>
/// <param name="QueueSeconds">How long an entry waits for a machine that is away; 0: refuse instead.</param>
/// <param name="Origins">The steps of one run that they perform; null: none. A step that has a process already gets no other one, and is answered with it.</param>
[GenerateSerializer, Immutable]
internal sealed record StartCommand(
    [property: Id(0)] IReadOnlyList<Executable> Executables,
    [property: Id(1)] Caller By,
    [property: Id(2)] int QueueSeconds,
    [property: Id(3)] IReadOnlyList<RunOrigin>? Origins = null);

/// <summary>What became of a <see cref="StartCommand"/>.</summary>
/// <param name="Refusal">Null when recorded, else a code for problem details and a sentence.</param>
[GenerateSerializer, Immutable]
internal sealed record StartOutcome(
    [property: Id(0)] CommandRefusal? Refusal, [property: Id(1)] IReadOnlyList<FleetProcess> Processes);

/// <summary>What a machine says of executables that it was only asked about.</summary>
/// <param name="Answer">Whether there is one, and if not why.</param>
/// <param name="Refusals">For each executable, in order: null when it would be started, else why not.</param>
[GenerateSerializer, Immutable]
internal sealed record CheckOutcome([property: Id(0)] CheckAnswer Answer, [property: Id(1)] IReadOnlyList<string?> Refusals);

/// <summary>Executables that a machine is only asked about.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteCheck([property: Id(0)] IReadOnlyList<Executable> Executables);

/// <summary>What a machine that becomes part of another leaves to it.</summary>
/// <param name="Refusal">Why it does not; null: it does.</param>
/// <param name="Machine">As it was.</param>
/// <param name="Live">Processes of which nobody knows how they ended.</param>
[GenerateSerializer, Immutable]
internal sealed record MergeGift([property: Id(0)] string? Refusal, [property: Id(1)] Machine? Machine, [property: Id(2)] IReadOnlyList<FleetProcess> Live);

/// <summary>Hardware addresses of machines to wake.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteWake([property: Id(0)] IReadOnlyList<string> Macs);

/// <summary>An operator's wish to stop.</summary>
/// <param name="GraceMilliseconds">From the polite request to the end of the whole group; null: the agent's default.</param>
/// <param name="Run">The run that ends what it started; null: none.</param>
[GenerateSerializer, Immutable]
internal sealed record StopCommand(
    [property: Id(0)] IReadOnlyList<long> WireIds, [property: Id(1)] int? GraceMilliseconds, [property: Id(2)] Caller By, [property: Id(3)] long? Run = null);

/// <summary>What became of a <see cref="StopCommand"/>: the processes that were asked to end.</summary>
[GenerateSerializer, Immutable]
internal sealed record StopOutcome(
    [property: Id(0)] CommandRefusal? Refusal, [property: Id(1)] IReadOnlyList<FleetProcess> Processes);

/// <summary>A refusal a person can act on.</summary>
/// <param name="Code">Stable, for scripts: <c>machine-away</c>, <c>no-stop</c>, <c>storage-unavailable</c>, <c>not-found</c>, <c>not-running</c>.</param>
/// <param name="Sentence">What to do next.</param>
[GenerateSerializer, Immutable]
internal sealed record CommandRefusal([property: Id(0)] string Code, [property: Id(1)] string Sentence);

/// <summary>A machine with its connection and live processes.</summary>
/// <param name="Cloned">Another computer with its key; null: none is to be seen.</param>
[GenerateSerializer, Immutable]
internal sealed record MachineView(
    [property: Id(0)] Machine Machine, [property: Id(1)] bool Connected, [property: Id(2)] IReadOnlyList<FleetProcess> Live, [property: Id(3)] Clone? Cloned = null);

/// <summary>Entries to send, in order.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteExecute([property: Id(0)] IReadOnlyList<FleetProcess> Entries);

/// <summary>Processes to end.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteKill([property: Id(0)] IReadOnlyList<long> WireIds, [property: Id(1)] int? GraceMilliseconds);

/// <summary>What has been committed: a journal sequence, output offsets, or both.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteAcknowledgement(
    [property: Id(0)] long? Sequence, [property: Id(1)] IReadOnlyList<OutputOffset> Output);

/// <summary>Everything before this offset of a stream is stored.</summary>
[GenerateSerializer, Immutable]
internal sealed record OutputOffset([property: Id(0)] long WireId, [property: Id(1)] int Stream, [property: Id(2)] long Offset);

/// <summary>Why a session ends: replaced, revoked, removed, shutdown.</summary>
[GenerateSerializer, Immutable]
internal sealed record RouteClose([property: Id(0)] string Reason, [property: Id(1)] int? ReconnectAfterMilliseconds);
