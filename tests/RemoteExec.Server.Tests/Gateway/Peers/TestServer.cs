using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Tests.Gateway.Peers;

/// <summary>The whole server inside this process: real sockets, a real database, a folder of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>For whatever comes: long, so that only what never comes fails.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder;
    private readonly ServerIdentity _identity;
    private readonly WebApplication _app;

    private TestServer(TemporaryFolder folder, ServerIdentity identity, WebApplication app, CapturedLog log)
    {
        _folder = folder;
        _identity = identity;
        _app = app;
        Log = log;
        Password = File.ReadAllText(folder.At("data/agent-password")).Trim();
        var bound = app.Services.GetRequiredService<BoundEndpoints>();
        Port = bound.Agents.Port;
        AdminToken = File.ReadAllText(folder.At("data/admin-token")).Trim();
        Client = RemoteExecClient.Connect(new Uri($"http://{bound.Http}"), AdminToken);
        Http = new HttpClient { BaseAddress = new Uri($"http://{bound.Http}") };
    }

    internal CapturedLog Log { get; }

    internal RemoteExecClient Client { get; }

    internal HttpClient Http { get; }

    internal string Password { get; }

    internal string AdminToken { get; }

    internal int Port { get; }

    internal IPEndPoint Agents => new(IPAddress.Loopback, Port);

    internal byte[] KeyHash => _identity.KeyHash;

    internal string Database => _folder.At("data/remoteexec.db");

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts one.</summary>
    /// <param name="time">Its clock; null: the real one.</param>
    /// <param name="change">What is set differently.</param>
    /// <param name="settingsFile">The content of its settings file, which may be changed later; null: none.</param>
    internal static async Task<TestServer> StartAsync(
        TimeProvider? time = null, Func<ServerSettings, ServerSettings>? change = null, string? settingsFile = null)
    {
        var temporary = new TemporaryFolder();
        var file = temporary.At("server.json");
        if (settingsFile is not null)
        {
            File.WriteAllText(file, settingsFile);
        }

        (ServerSettings Settings, IReadOnlyList<string> Problems) Read(SettingsLayer? stored)
        {
            var (read, problems) = SettingsReader.Read(temporary.At("data"), [SettingsSources.File(file, required: false), .. stored is null ? Array.Empty<SettingsLayer>() : [stored]]);
            read = read with { Listen = new IPEndPoint(IPAddress.IPv6Any, 0), Http = new IPEndPoint(IPAddress.Loopback, 0) };
            return (change?.Invoke(read) ?? read, problems);
        }

        var log = new CapturedLog();
        var folder = DataFolder.Open(temporary.At("data"));
        var identity = ServerIdentity.LoadOrCreate(folder);
        var app = ServerHost.Build(Read(null).Settings, folder, identity, Read, file, change: builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            if (time is not null)
            {
                builder.Services.AddSingleton(time);
            }
        });
        await Preparation.RunAsync(app.Services, CancellationToken.None);
        await app.StartAsync();
        return new TestServer(temporary, identity, app, log);
    }

    internal void WriteSettings(string content) => _folder.Write("server.json", content);

    /// <summary>Starts a program as an operator does.</summary>
    internal async Task<ProcessResource> StartProgramAsync(string target, params string[] arguments)
    {
        // Who has just connected is known to operators once it has been stored.
        await Eventually.TrueAsync(
            async () => (await Client.MachinesAsync()).Any(machine => machine.Name == target && machine.Connected), Patience, () => $"{target} is not connected.");
        return Assert.Single(await Client.StartAsync(
            new ExecuteRequest { Targets = [target], Execute = [new ExecutableRequest { Application = "show", Arguments = arguments }] }));
    }

    /// <summary>Waits until a process is in a state.</summary>
    internal async Task<ProcessResource> ProcessInStateAsync(long id, string state)
    {
        var process = await Client.ProcessAsync(id);
        await Eventually.TrueAsync(
            async () => (process = await Client.ProcessAsync(id)).State == state, Patience, () => $"The process is {process.State} ({process.Message}), not {state}.");
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
        _identity.Dispose();
        _folder.Dispose();
    }
}
