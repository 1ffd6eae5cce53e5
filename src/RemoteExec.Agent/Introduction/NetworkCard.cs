using System.Net;

namespace RemoteExec.Agent.Introduction;

/// <summary>A network interface as the system describes it.</summary>
/// <param name="Name">The system's name for it.</param>
/// <param name="Mac">Its hardware address; empty when it has none.</param>
/// <param name="Addresses">Its addresses, and how many bits of each name its network.</param>
internal sealed record NetworkCard(string Name, byte[] Mac, IReadOnlyList<(IPAddress Address, int Bits)> Addresses);
