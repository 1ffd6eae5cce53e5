namespace RemoteExec.Api.Machines;

/// <summary>Another computer with a machine's key (a cloned disk). It is forgotten 10 minutes after one of them last took the other's place.</summary>
/// <param name="Since">When it was noticed.</param>
/// <param name="Other">The one that is not connected now.</param>
public sealed record CloneResource(DateTimeOffset Since, CloneSideResource Other);

/// <summary>What a connection told of the computer behind it.</summary>
/// <param name="Host">Its own name; empty when not told.</param>
/// <param name="Addresses">The address it came from, then those it told.</param>
/// <param name="Macs">Its hardware addresses.</param>
public sealed record CloneSideResource(string Host, IReadOnlyList<string> Addresses, IReadOnlyList<string> Macs);
