namespace RemoteExec.Protocol.Messages;

/// <summary><c>check</c>: would these start? Nothing is started, and nothing is written down.</summary>
/// <param name="Question">Names the question, for the answer: 0…2^53−1.</param>
/// <param name="Entries">At most 256, as in <c>execute</c>.</param>
public sealed record CheckMessage(long Question, IReadOnlyList<ExecuteEntry> Entries) : WireMessage;

/// <summary><c>checked</c>: the answer.</summary>
/// <param name="Question">Of the question.</param>
/// <param name="Entries">One for each of the question's, in its order: <see cref="ExecutedEntry.Started"/> says whether it would be started.</param>
public sealed record CheckedMessage(long Question, IReadOnlyList<ExecutedEntry> Entries) : WireMessage;
