namespace RemoteExec.Api.Machines;

/// <summary>One network card of a machine.</summary>
/// <param name="Mac">Its hardware address: six bytes in lower-case hexadecimal with colons.</param>
/// <param name="Addresses">Its addresses with the length of their network, for example 192.0.2.7/24.</param>
public sealed record NetworkResource(string Mac, IReadOnlyList<string> Addresses);
