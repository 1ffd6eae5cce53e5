namespace RemoteExec.Protocol.Messages;

/// <summary><c>execute</c>: what the server wants started, in order.</summary>
/// <param name="Entries">At most 256, each usable or refused by itself.</param>
public sealed record ExecuteMessage(IReadOnlyList<ExecuteEntry> Entries) : WireMessage;
