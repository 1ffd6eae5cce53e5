using System.Diagnostics;
using System.Text.Json;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>A server, agents and the command line in a folder of their own, on free ports.</summary>
internal sealed class RemoteExecSystem : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-e2e-");
    private readonly List<RunningProgram> _agents = [];
    private string _listen = "[::1]:0";
    private string _http = "http://127.0.0.1:0";

    public RunningProgram Server { get; private set; } = null!;

    public string ServerData => Path.Combine(_folder.FullName, "server");

    public JsonElement Endpoints => JsonDocument.Parse(File.ReadAllText(EndpointsFile)).RootElement;

    private string EndpointsFile => Path.Combine(ServerData, "endpoints.json");

    public static async Task<RemoteExecSystem> StartAsync(string? listen = null)
    {
        var system = new RemoteExecSystem();
        system._listen = listen ?? "127.0.0.1:0";
        await system.StartServerAsync();
        return system;
    }

    public async Task StartServerAsync()
    {
        if (File.Exists(EndpointsFile))
        {
            // Left by a server that was killed.
            File.Delete(EndpointsFile);
        }

        Server = new RunningProgram(
            Checkout.Assembly("RemoteExec.Server", "remoteexec-server"), ["--data", ServerData, "--listen", _listen, "--http", _http]);
        await Eventually.GetAsync(
            () => Task.FromResult(File.Exists(EndpointsFile)),
            exists => exists || Server.HasExited,
            _ => Server.Printed);
        Assert.False(Server.HasExited, Server.Printed);

        // The next start is to be found where this one was.
        _listen = Endpoints.GetProperty("agents").GetString()!;
        _http = Endpoints.GetProperty("http").GetString()!;
    }

    public RunningProgram StartAgent(string name, params string[] options)
    {
        string[] identity = options.Contains("--password-file") || options.Contains("--token-file")
            ? []
            : ["--password-file", Path.Combine(ServerData, "agent-password"), "--trust-on-first-use"];
        string[] allow = options.Contains("--allow") ? [] : ["--allow", "/usr/bin", "--allow", "/bin"];
        string[] exit = options.Contains("--on-exit") ? [] : ["--on-exit", "stop"];
        string[] server = options.Contains("--server") ? [] : ["--server", Endpoints.GetProperty("agents").GetString()!];
        var agent = new RunningProgram(
            Checkout.Assembly("RemoteExec.Agent", "remoteexec-agent"),
            ["run", .. server, "--name", name, "--data", AgentData(name), .. identity, .. allow, .. exit, .. options]);
        _agents.Add(agent);
        return agent;
    }

    public async Task<RunningProgram> StartConnectedAgentAsync(string name, params string[] options)
    {
        var agent = StartAgent(name, options);
        await ConnectedAsync(name, agent);
        return agent;
    }

    public string AgentData(string name) => Path.Combine(_folder.FullName, "agent-" + name);

    public string FilePath(string name) => Path.Combine(_folder.FullName, name);

    public Task ConnectedAsync(string name, RunningProgram? agent = null, TimeSpan? within = null) =>
        Eventually.GetAsync(
            () => RunAsync("machines", "--json"),
            machines => machines.ExitCode == 0 && machines.Json.EnumerateArray().Any(m =>
                m.GetProperty("name").GetString() == name && m.GetProperty("connected").GetBoolean()),
            machines => $"{machines}\n--- agent\n{agent?.Printed}\n--- server\n{Server.Printed}",
            within);

    /// <summary>Runs <c>remoteexec</c> to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) =>
        FinishAsync(Checkout.Assembly("RemoteExec.Cli", "remoteexec"), [.. arguments.TakeWhile(a => a != "--"), "--data", ServerData, .. arguments.SkipWhile(a => a != "--")]);

    /// <summary>Starts <c>remoteexec</c> and leaves it running.</summary>
    public RunningProgram Start(params string[] arguments) =>
        new(Checkout.Assembly("RemoteExec.Cli", "remoteexec"), [.. arguments.TakeWhile(a => a != "--"), "--data", ServerData, .. arguments.SkipWhile(a => a != "--")]);

    /// <summary>Runs <c>remoteexec</c> as somebody with a home and no more: it knows where it has logged in, and nothing of the server's folder.</summary>
    public Task<CommandResult> RunAtHomeAsync(string home, string input, params string[] arguments) =>
        FinishAsync(Checkout.Assembly("RemoteExec.Cli", "remoteexec"), arguments, Directory.CreateDirectory(FilePath(home)).FullName, input);

    /// <summary>Runs a command of <c>remoteexec-server</c> on this data folder to its end.</summary>
    public Task<CommandResult> RunServerCommandAsync(params string[] arguments) =>
        FinishAsync(Checkout.Assembly("RemoteExec.Server", "remoteexec-server"), [.. arguments, "--data", ServerData]);

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            agent.Signal(RunningProgram.SigTerm);
        }

        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        await Server.DisposeAsync();
        await StopKeepersAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The keepers of this system's agents.</summary>
    public IReadOnlyList<Process> Keepers()
    {
        return [.. Process.GetProcesses().Where(IsOurs)];

        bool IsOurs(Process process)
        {
            try
            {
                var line = File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0');
                return line.Contains("keeper") && line.Any(word => word.StartsWith(_folder.FullName, StringComparison.Ordinal));
            }
            catch (IOException)
            {
                // It has ended meanwhile.
                return false;
            }
        }
    }

    // An agent that was killed, or left its processes, has a keeper that lives on.
    private async Task StopKeepersAsync()
    {
        foreach (var keeper in Keepers())
        {
            RunningProgram.Signal(keeper.Id, RunningProgram.SigTerm);
            await keeper.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    private static async Task<CommandResult> FinishAsync(string assembly, IEnumerable<string> arguments, string? home = null, string input = "")
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (home is not null)
        {
            start.WorkingDirectory = home;
            start.Environment["HOME"] = home;
            start.Environment.Remove("XDG_CONFIG_HOME");
            start.Environment.Remove("XDG_DATA_HOME");
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', start.ArgumentList)} did not end within a minute.\n{await output}\n{await errors}");
        }

        return new CommandResult(process.ExitCode, await output, await errors);
    }
}
