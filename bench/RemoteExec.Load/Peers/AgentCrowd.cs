using System.Net;

namespace RemoteExec.Load.Peers;

/// <summary>Many simulated agents of one server.</summary>
internal static class AgentCrowd
{
    private const int AtOnce = 32;

    /// <summary>Starts agents until there are so many. Each of the workers has a loopback address of its own, which keeps it below the limits for one address.</summary>
    /// <param name="agents">Those that there are; the new ones are numbered on from them and added.</param>
    /// <param name="count">How many there shall be.</param>
    /// <param name="server">Whose they are.</param>
    /// <param name="labels">The labels of one, by its number; null: none have any.</param>
    internal static async Task GrowAsync(List<SimulatedAgent> agents, int count, RealServer server, Func<int, IReadOnlyDictionary<string, string>>? labels = null)
    {
        var password = server.Password;
        var next = agents.Count;
        await Task.WhenAll(Enumerable.Range(1, AtOnce).Select(worker => Task.Run(async () =>
        {
            var source = new IPAddress([127, 0, 1, (byte)worker]);
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                var agent = await SimulatedAgent.StartAsync(server.AgentPort, $"machine-{number}", password, source, labels?.Invoke(number));
                lock (agents)
                {
                    agents.Add(agent);
                }
            }
        })));
    }
}
