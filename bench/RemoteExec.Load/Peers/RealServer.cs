using System.Text.Json;
using RemoteExec.Api.Client;

namespace RemoteExec.Load.Peers;

/// <summary>remoteexec-server in a process and a folder of its own, on free ports.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private ChildProcess _process;
    private JsonElement _endpoints;

    private RealServer(DirectoryInfo folder, ChildProcess process, JsonElement endpoints)
    {
        _folder = folder;
        _process = process;
        _endpoints = endpoints;
    }

    internal int Pid => _process.Pid;

    internal int AgentPort => int.Parse(_endpoints.GetProperty("agents").GetString()!.Split(':')[^1]);

    internal Uri Http => new(_endpoints.GetProperty("http").GetString()!);

    internal string Password => Secret("agent-password");

    internal static async Task<RealServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("remoteexec-load-");
        var (process, endpoints) = await StartAsync(folder);
        return new RealServer(folder, process, endpoints);
    }

    /// <summary>Ends it and starts it again with all that it has stored, on other ports.</summary>
    internal async Task RestartAsync()
    {
        await _process.DisposeAsync();
        File.Delete(EndpointsFile(_folder));
        (_process, _endpoints) = await StartAsync(_folder);
    }

    private static async Task<(ChildProcess Process, JsonElement Endpoints)> StartAsync(DirectoryInfo folder)
    {
        var process = new ChildProcess(
            Checkout.Assembly("RemoteExec.Server", "remoteexec-server"),
            ["--data", folder.FullName, "--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0"]);
        process.IgnoreOutput();
        var file = EndpointsFile(folder);
        var deadline = DateTime.UtcNow + Patience;
        while (!File.Exists(file))
        {
            if (process.HasExited || DateTime.UtcNow > deadline)
            {
                throw new InvalidOperationException("remoteexec-server did not start.");
            }

            await Task.Delay(50);
        }

        return (process, JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.Clone());
    }

    internal RemoteExecClient Client() => RemoteExecClient.Connect(Http, AdminToken);

    internal string AdminToken => Secret("admin-token");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string EndpointsFile(DirectoryInfo folder) => Path.Combine(folder.FullName, "endpoints.json");

    private string Secret(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name)).TrimEnd('\n');
}
