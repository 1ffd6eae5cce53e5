namespace RemoteExec.Fleet.Machines;

/// <summary>A network card of a machine.</summary>
/// <param name="Mac">Its hardware address, lower case: <c>02:00:5e:10:00:01</c>.</param>
/// <param name="Addresses">Its addresses with the length of their networks: <c>192.0.2.7/24</c>.</param>
public sealed record MachineNetwork(string Mac, IReadOnlyList<string> Addresses);
