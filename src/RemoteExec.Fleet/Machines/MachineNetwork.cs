namespace RemoteExec.Fleet.Machines;

/// <summary>One network card of a machine.</summary>
/// <param name="Mac">Its hardware address, for example <c>02:00:5e:10:00:07</c>.</param>
/// <param name="Addresses">Its addresses with the length of their network, for example <c>192.0.2.7/24</c>.</param>
public sealed record MachineNetwork(string Mac, IReadOnlyList<string> Addresses);
