namespace RemoteExec.Protocol.Messages;

/// <summary>One network card of a <c>setup</c> (docs/protocol.md §9.2).</summary>
/// <param name="Mac">Its hardware address: six bytes in lower-case hexadecimal with colons.</param>
/// <param name="Addresses">Its addresses with the length of their network, for example <c>192.0.2.7/24</c>.</param>
public sealed record SetupNetwork(string Mac, IReadOnlyList<string> Addresses);
