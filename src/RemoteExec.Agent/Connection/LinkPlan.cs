using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Connection;

/// <summary>What a connection needs to know of its server.</summary>
/// <param name="Server">As people write it.</param>
/// <param name="BookKey">Under which its starts are remembered: its fingerprint, or its address when it has none.</param>
/// <param name="Setup">How the agent introduces itself.</param>
/// <param name="Named">Told the name and the id that the server gave.</param>
internal sealed record LinkPlan(string Server, string BookKey, SetupMessage Setup, Action<string, string> Named);
