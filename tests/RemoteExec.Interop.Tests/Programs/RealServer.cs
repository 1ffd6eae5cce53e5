using System.Text.Json;
using RemoteExec.Api.Client;
using RemoteExec.Api.Common;
using RemoteExec.Api.Machines;
using RemoteExec.Api.Processes;
using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Interop.Tests.Programs;

[assembly: AssemblyFixture(typeof(RealServer))]

namespace RemoteExec.Interop.Tests.Programs;

/// <summary>A <c>remoteexec-server</c> as a user starts it, and a client of its HTTP interface. Tests share one, each from an address of its own.</summary>
public sealed class RealServer : IAsyncLifetime
{
    /// <summary>Most of the loopback addresses, so that there are some outside.</summary>
    internal const string IpPool = "127.0.0.0/15,2001:db8::/32";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-interop-");
    private RunningProgram _program = null!;

    internal RemoteExecClient Api { get; private set; } = null!;

    internal int AgentPort { get; private set; }

    internal string Fingerprint { get; private set; } = "";

    internal string Password { get; private set; } = "";

    internal string PasswordFile => Path.Combine(_folder.FullName, "agent-password");

    internal string Printed => _program.Printed;

    /// <summary>A server of one's own.</summary>
    internal static async Task<RealServer> StartAsync()
    {
        var server = new RealServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>Waits until a machine of this name is connected.</summary>
    internal Task<MachineResource> ConnectedAsync(string name) => MachineAsync(name, machine => machine?.Connected == true)!;

    /// <summary>Waits until it is so with a machine; it is null while there is none of that name.</summary>
    internal Task<MachineResource?> MachineAsync(string name, Func<MachineResource?, bool> isSo) => Eventually.GetAsync(
        () => FindMachineAsync(name),
        isSo,
        machine => $"{name}: {machine}\n{Printed}");

    /// <summary>Asks for executables on a machine.</summary>
    internal Task<IReadOnlyList<ProcessResource>> StartOnAsync(string machine, params IReadOnlyList<ExecutableRequest> executables) =>
        Api.StartAsync(new ExecuteRequest { Targets = [machine], Execute = executables });

    /// <summary>Waits until a process is in a state.</summary>
    internal Task<ProcessResource> ProcessAsync(long id, string state) =>
        Eventually.GetAsync(() => Api.ProcessAsync(id), process => process.State == state, process => $"{process}\n{Printed}");

    /// <summary>Asks for a clean stop and waits for it.</summary>
    internal Task<int> StopAsync()
    {
        _program.Signal(RunningProgram.SigTerm);
        return _program.ExitAsync(TimeSpan.FromSeconds(30));
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartProgramAsync();
        }
        catch
        {
            // Whoever fails here is not disposed by anybody else, and the server would outlive the tests.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        await _program.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartProgramAsync()
    {
        _program = new RunningProgram(
            Checkout.Assembly("RemoteExec.Server", "remoteexec-server"),
            ["--data", _folder.FullName, "--listen", "127.0.0.1:0", "--http", "http://127.0.0.1:0"],
            new Dictionary<string, string> { ["REMOTEEXEC_IP_POOL"] = IpPool });
        var file = Path.Combine(_folder.FullName, "endpoints.json");
        await Eventually.GetAsync(() => Task.FromResult(File.Exists(file)), exists => exists || _program.HasExited, _ => Printed, StartPatience);
        Assert.False(_program.HasExited, Printed);

        var endpoints = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        AgentPort = int.Parse(endpoints.GetProperty("agents").GetString()!.Split(':')[^1]);
        Fingerprint = endpoints.GetProperty("fingerprint").GetString()!;
        Password = (await File.ReadAllTextAsync(PasswordFile)).TrimEnd('\n');
        var token = (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "admin-token"))).Trim();
        Api = RemoteExecClient.Connect(new Uri(endpoints.GetProperty("http").GetString()!), token);
    }

    private async Task<MachineResource?> FindMachineAsync(string name)
    {
        try
        {
            return await Api.MachineAsync(name);
        }
        catch (ApiException missing) when (missing.Code == ProblemCodes.NotFound)
        {
            return null;
        }
    }
}
