using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using RemoteExec.Api.Client;
using RemoteExec.EndToEnd.Tests.Programs;

namespace RemoteExec.Server.Tests.Hosting;

/// <summary>The real program, started as an operator starts it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServerProcess(Process process, string data)
    {
        _process = process;
        Data = data;
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Data { get; }

    /// <summary>Everything it said.</summary>
    public string Output => string.Join('\n', _lines);

    public string EndpointsPath => Path.Combine(Data, "endpoints.json");

    public HttpClient Client { get; private set; } = new();

    public int Id => _process.Id;

    /// <summary>Where agents connect.</summary>
    public IPEndPoint Agents { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>What agents authenticate with.</summary>
    public string Password => File.ReadAllText(Path.Combine(Data, "agent-password")).Trim();

    /// <summary>The operator's client.</summary>
    public RemoteExecClient Operator =>
        RemoteExecClient.Connect(Client.BaseAddress!, File.ReadAllText(Path.Combine(Data, "admin-token")).Trim());

    /// <summary>Starts it on free ports and comes back once it can be reached.</summary>
    public static Task<ServerProcess> StartAsync(string data, params IEnumerable<string> more) => StartLimitedAsync(data, null, more);

    /// <summary>The same, with a limit of open files.</summary>
    public static async Task<ServerProcess> StartLimitedAsync(string data, int? openFiles, params IEnumerable<string> more)
    {
        // A file of a server that was killed must not be taken for this one's.
        if (Directory.Exists(data))
        {
            File.Delete(Path.Combine(data, "endpoints.json"));
        }

        var server = Start(["--data", data, "--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0", .. more], data, openFiles);
        await Eventually.TrueAsync(() => File.Exists(server.EndpointsPath) || server._process.HasExited, Patience, () => server.Output);
        using var endpoints = JsonDocument.Parse(await File.ReadAllTextAsync(server.EndpointsPath));
        server.Client.BaseAddress = new Uri(endpoints.RootElement.GetProperty("http").GetString()!);
        server.Agents = IPEndPoint.Parse(endpoints.RootElement.GetProperty("agents").GetString()!);
        return server;
    }

    /// <summary>Runs it to its end and tells its exit code and what it said.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments) => RunLimitedAsync(null, arguments);

    /// <summary>The same, with a limit of open files.</summary>
    public static async Task<(int ExitCode, string Output)> RunLimitedAsync(int? openFiles, params IEnumerable<string> arguments)
    {
        await using var server = Start(arguments, "", openFiles);
        var code = await server.ExitAsync();
        return (code, server.Output);
    }

    /// <summary>Asks it to stop, as systemd does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", _process.Id.ToString()]).WaitForExit();

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ServerProcess Start(IEnumerable<string> arguments, string data, int? openFiles = null)
    {
        // As it was built to be used: the copy beside these tests is there to be loaded, not to be started.
        var program = Path.ChangeExtension(Checkout.Assembly("RemoteExec.Server", "remoteexec-server"), null);
        var start = openFiles is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("/bin/sh", ["-c", $"ulimit -n {openFiles}; exec \"$0\" \"$@\"", program, .. arguments]);
        start = new ProcessStartInfo(start.FileName, start.ArgumentList)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("REMOTEEXEC_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return new(Process.Start(start)!, data);
    }
}
