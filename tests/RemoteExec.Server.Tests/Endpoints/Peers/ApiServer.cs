using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RemoteExec.Protocol.Messages;
using RemoteExec.Server.Data;
using RemoteExec.Server.Hosting;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Tests.Endpoints.Peers;

/// <summary>The whole server in this process, as its callers see it: HTTP on a real port, agents on another, a real database.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    internal const string AccountPassword = "correct horse battery";

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Func<ServerSettings, ServerSettings> _change;
    private readonly TimeProvider? _time;
    private readonly string _data;
    private readonly bool _ownsData;
    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;
    private ServerIdentity? _identity;

    public ApiServer()
        : this(null, null, null)
    {
    }

    private ApiServer(string? data, Func<ServerSettings, ServerSettings>? change, TimeProvider? time)
    {
        _ownsData = data is null;
        _data = data ?? Directory.CreateTempSubdirectory("remoteexec-api-").FullName;
        _change = change ?? (settings => settings);
        _time = time;
    }

    internal HttpClient Admin { get; private set; } = null!;

    internal HttpClient Operator { get; private set; } = null!;

    internal HttpClient Viewer { get; private set; } = null!;

    /// <summary>Without a token.</summary>
    internal HttpClient Nobody { get; private set; } = null!;

    internal IPEndPoint Agents => _app!.Services.GetRequiredService<BoundEndpoints>().Agents;

    internal string Password { get; private set; } = "";

    internal IServiceProvider Services => _app!.Services;

    internal string Database => Path.Combine(_data, "remoteexec.db");

    internal static async Task<ApiServer> StartAsync(string? data = null, Func<ServerSettings, ServerSettings>? change = null, TimeProvider? time = null)
    {
        var server = new ApiServer(data, change, time);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        var settings = _change(new ServerSettings
        {
            DataDirectory = _data,
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Http = new IPEndPoint(IPAddress.Loopback, 0),
            Limits = new LimitSettings { UnauthenticatedPerAddress = 256 },
        });
        var folder = DataFolder.Open(_data);
        _identity = ServerIdentity.LoadOrCreate(folder);
        _app = ServerHost.Build(settings, folder, _identity, stored => stored is null ? (settings, []) : SettingsReader.Over(settings, stored), Path.Combine(_data, "server.json"), change: Change);
        await Preparation.RunAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
        var bound = _app.Services.GetRequiredService<BoundEndpoints>();
        Password = File.ReadAllText(folder.AgentPassword).Trim();
        Nobody = Client(null, bound.Http);
        Admin = Client(File.ReadAllText(folder.AdminToken).Trim(), bound.Http);
        Operator = WithToken(await TokenAsync("operator"));
        Viewer = WithToken(await TokenAsync("viewer"));
    }

    /// <summary>Everything that is mapped.</summary>
    internal IReadOnlyList<RouteEndpoint> Routes => [.. _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    internal HttpClient WithToken(string token) => Client(token, _app!.Services.GetRequiredService<BoundEndpoints>().Http);

    /// <summary>An account with a token of its own; its password is <see cref="AccountPassword"/>.</summary>
    internal async Task<HttpClient> AccountAsync(string name, string role)
    {
        await Admin.PostJsonAsync("/api/v1/accounts", new { name, password = AccountPassword, role }, HttpStatusCode.Created);
        return await SignInAsync(name);
    }

    internal async Task<HttpClient> SignInAsync(string name, string password = AccountPassword) =>
        WithToken((await Nobody.PostJsonAsync("/api/v1/sign-in", new { name, password }, HttpStatusCode.Created)).GetProperty("token").GetString()!);

    /// <summary>The audit, oldest first.</summary>
    internal async Task<List<JsonElement>> AuditAsync(string query = "") =>
        [.. (await Admin.GetJsonAsync($"/api/v1/audit?limit=1000{query}")).Items().AsEnumerable().Reverse()];

    internal async Task<string> TokenAsync(string role, int? ttl = null) =>
        (await Admin.PostJsonAsync("/api/v1/tokens", new { name = $"test {role}", role, ttl }, HttpStatusCode.Created)).GetProperty("token").GetString()!;

    /// <summary>An agent that has introduced itself and told its snapshot.</summary>
    internal Task<ScriptedAgent> AgentAsync(string name, Dictionary<string, string>? labels = null, WireExtensions offer = ScriptedAgentOptions.Usual) =>
        ScriptedAgent.ConnectAsync(this, new ScriptedAgentOptions { Name = name, Labels = labels, Offer = offer });

    /// <summary>Starts one program on one machine, and tells the process.</summary>
    internal async Task<JsonElement> StartAsync(string target, object? entry = null, int? queueFor = null) =>
        (await Operator.PostJsonAsync(
            "/api/v1/processes", new { targets = new[] { target }, execute = new[] { entry ?? new { application = "show" } }, queueFor }, HttpStatusCode.Accepted))
        .GetProperty("items").EnumerateArray().Single();

    internal async Task<JsonElement> ProcessAsync(long id, string state)
    {
        JsonElement process = default;
        await Eventually.TrueAsync(
            () => (process = Viewer.GetJsonAsync($"/api/v1/processes/{id}").GetAwaiter().GetResult()).GetProperty("state").GetString() == state,
            Patience,
            () => $"It is {process} and not {state}.");
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _identity?.Dispose();
        if (_ownsData)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private void Change(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (_time is not null)
        {
            builder.Services.AddSingleton(_time);
        }
    }

    private HttpClient Client(string? token, IPEndPoint http)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, Expect100ContinueTimeout = Patience }) { BaseAddress = new Uri($"http://{http}"), Timeout = Patience };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        _clients.Add(client);
        return client;
    }
}
