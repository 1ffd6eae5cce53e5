using RemoteExec.Agent.Hosting;
using RemoteExec.Agent.Settings;

namespace RemoteExec.Agent.Tests.Whole;

/// <summary>A whole agent in this process, on a data folder that outlives it.</summary>
internal sealed class AgentUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private AgentUnderTest(AgentSettings settings) => Ended = Task.Run(() => AgentRun.UntilStoppedAsync(settings, null, TextReader.Null, Keeper(settings.DataDirectory), _stop.Token));

    /// <summary>How it ended: null, or the sentence it ended with.</summary>
    internal Task<string?> Ended { get; }

    internal static AgentSettings Settings(string data, string server) => new()
    {
        DataDirectory = data,
        Servers = [ServerAddress.TryParse(server, out var address) ? address : throw new ArgumentException(server)],
        Name = "lab",
        Allow = ["/usr/bin", "/bin"],
        TrustOnFirstUse = true,
        JsonLogs = true,
        LeaveOnExit = false,
    };

    // This process is the tests: the keeper is the program itself.
    private static string[] Keeper(string data) => [Path.Combine(AppContext.BaseDirectory, "remoteexec-agent"), "keeper", "--data", data];

    internal static AgentUnderTest Start(AgentSettings settings) => new(settings);

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Ended.WaitAsync(ServerEnd.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
