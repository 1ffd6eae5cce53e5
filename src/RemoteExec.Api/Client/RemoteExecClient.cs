using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RemoteExec.Api.Common;
using RemoteExec.Api.Events;
using RemoteExec.Api.Machines;
using RemoteExec.Api.Notices;
using RemoteExec.Api.Output;
using RemoteExec.Api.Processes;
using RemoteExec.Api.Runs;
using RemoteExec.Api.Sequences;
using RemoteExec.Api.Settings;
using RemoteExec.Api.Tokens;

namespace RemoteExec.Api.Client;

/// <summary>
/// The HTTP interface of a server, typed. Every method throws <see cref="ApiException"/> when the server refuses and
/// <see cref="ServerUnreachableException"/> when it does not answer. Safe for concurrent use.
/// </summary>
public sealed partial class RemoteExecClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ApiCalls _calls;
    private readonly ResumePolicy _policy;
    private readonly TimeProvider _time;

    /// <summary>A client over a connection of one's own, which it then owns.</summary>
    /// <param name="http">Has a base address and whatever proves who asks.</param>
    /// <param name="policy">How broken streams are taken up again.</param>
    /// <param name="time">Measures pauses.</param>
    public RemoteExecClient(HttpClient http, ResumePolicy? policy = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http;
        _calls = new ApiCalls(http);
        _policy = policy ?? new ResumePolicy();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>A client for a server.</summary>
    /// <param name="server">Its address: scheme, host, port.</param>
    /// <param name="token">An API token; null: none, to sign in.</param>
    /// <returns>A client that has not connected yet.</returns>
    public static RemoteExecClient Connect(Uri server, string? token)
    {
        ArgumentNullException.ThrowIfNull(server);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseProxy = !server.IsLoopback,
            UseCookies = false,
            // A token is for the server that was named, not for wherever it points to.
            AllowAutoRedirect = false,
        };
        var http = new HttpClient(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return new RemoteExecClient(http);
    }

    /// <summary>Where the server is.</summary>
    public Uri? Server => _http.BaseAddress;

    /// <summary>What the server says about itself.</summary>
    public Task<ServerResource> ServerAsync(CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Server, ApiJson.Default.ServerResource, cancellation);

    /// <summary>Every machine.</summary>
    public Task<IReadOnlyList<MachineResource>> MachinesAsync(CancellationToken cancellation = default) =>
        AllAsync(ApiRoutes.Machines, ApiJson.Default.ListOfMachineResource, cancellation);

    /// <summary>The machines that a target means, by name. One that means nobody is an <see cref="ApiException"/>.</summary>
    public Task<IReadOnlyList<MachineResource>> MachinesAsync(string target, CancellationToken cancellation = default) =>
        AllAsync($"{ApiRoutes.Machines}?target={Uri.EscapeDataString(target)}", ApiJson.Default.ListOfMachineResource, cancellation);

    /// <summary>One machine.</summary>
    public Task<MachineResource> MachineAsync(string idOrName, CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Machine(idOrName), ApiJson.Default.MachineResource, cancellation);

    /// <summary>Renames or labels a machine.</summary>
    public Task<MachineResource> ChangeMachineAsync(string idOrName, MachineChange change, CancellationToken cancellation = default) =>
        _calls.SendAsync(
            HttpMethod.Patch, ApiRoutes.Machine(idOrName), change, ApiJson.Default.MachineChange, ApiJson.Default.MachineResource, null, cancellation);

    /// <summary>Forgets a machine.</summary>
    public Task RemoveMachineAsync(string idOrName, CancellationToken cancellation = default) =>
        _calls.DeleteAsync(ApiRoutes.Machine(idOrName), cancellation);

    /// <summary>Starts executables. An answer lost on the way does not start them twice.</summary>
    /// <returns>One process per executable and machine.</returns>
    public async Task<IReadOnlyList<ProcessResource>> StartAsync(ExecuteRequest request, CancellationToken cancellation = default) =>
        (await StartWhereAgreedAsync(request, cancellation).ConfigureAwait(false)).Items;

    /// <summary>The same, with the machines that refused. When all refuse it is an <see cref="ApiException"/>.</summary>
    public Task<ProcessesAnswer> StartWhereAgreedAsync(ExecuteRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(
            HttpMethod.Post, ApiRoutes.Processes, request, ApiJson.Default.ExecuteRequest, ApiJson.Default.ProcessesAnswer, Guid.NewGuid().ToString("N"), cancellation);

    /// <summary>Refuses a machine's identity from now on, and cuts its connection.</summary>
    public Task RevokeMachineAsync(string machine, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Machine(machine) + "/revoke", cancellation);

    /// <summary>Makes the older record of a computer that was installed anew part of another.</summary>
    public Task<MachineResource> MergeMachineAsync(string into, MergeRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Machine(into) + "/merge", request, ApiJson.Default.MergeRequest, ApiJson.Default.MachineResource, null, cancellation);

    /// <summary>Has a machine that is away woken by its neighbours. One that nobody can wake is an <see cref="ApiException"/>.</summary>
    public Task<WakeResource> WakeMachineAsync(string machine, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Machine(machine) + "/wake", ApiJson.Default.WakeResource, cancellation);

    /// <summary>Processes: the live ones, or with <paramref name="all"/> the ended ones too.</summary>
    public Task<IReadOnlyList<ProcessResource>> ProcessesAsync(string? target = null, bool all = false, CancellationToken cancellation = default) =>
        AllAsync(
            $"{ApiRoutes.Processes}?all={(all ? "true" : "false")}{(target is null ? "" : "&target=" + Uri.EscapeDataString(target))}",
            ApiJson.Default.ListOfProcessResource,
            cancellation);

    /// <summary>One process.</summary>
    public Task<ProcessResource> ProcessAsync(long id, CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Process(id), ApiJson.Default.ProcessResource, cancellation);

    /// <summary>Asks one process to end.</summary>
    /// <returns>The processes that are being stopped.</returns>
    public async Task<IReadOnlyList<ProcessResource>> StopAsync(long id, StopRequest request, CancellationToken cancellation = default) =>
        (await _calls.SendAsync(
            HttpMethod.Post, ApiRoutes.Process(id) + "/stop", request, ApiJson.Default.StopRequest, ApiJson.Default.ListOfProcessResource, null, cancellation)
            .ConfigureAwait(false)).Items;

    /// <summary>Asks every live process of the request's targets to end.</summary>
    /// <returns>The processes that are being stopped.</returns>
    public async Task<IReadOnlyList<ProcessResource>> StopAsync(StopRequest request, CancellationToken cancellation = default) =>
        (await StopWhereAgreedAsync(request, cancellation).ConfigureAwait(false)).Items;

    /// <summary>The same, with the machines that refused. When all refuse it is an <see cref="ApiException"/>.</summary>
    public Task<ProcessesAnswer> StopWhereAgreedAsync(StopRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.StopProcesses, request, ApiJson.Default.StopRequest, ApiJson.Default.ProcessesAnswer, null, cancellation);

    /// <summary>What a process has written so far, a page at a time.</summary>
    public IAsyncEnumerable<OutputItem> OutputAsync(long id, CancellationToken cancellation = default) =>
        PagedAsync(ApiRoutes.Process(id) + "/output?limit=200", ApiJson.Default.ListOfOutputItem, cancellation);

    /// <summary>Output and states of processes from their beginning, over broken connections, until all have ended.</summary>
    /// <param name="processes">Ids, 1 to 10,000.</param>
    public async IAsyncEnumerable<OutputEvent> FollowAsync(
        IEnumerable<long> processes, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // A resumed stream tells the states anew.
        var told = new Dictionary<long, (string, int, string)>();
        var route = ApiRoutes.Output + "?" + string.Join('&', processes.Select(id => $"process={id}"));
        await foreach (var item in new ResumingStream(_calls, _policy, _time).ReadAsync(route, null, cancellation).ConfigureAwait(false))
        {
            switch (item.EventType)
            {
                case OutputStreams.OutputEvent when JsonSerializer.Deserialize(item.Data, ApiJson.Default.OutputItem) is { } output:
                    yield return new OutputEvent(output, null);
                    break;
                case OutputStreams.StateEvent when JsonSerializer.Deserialize(item.Data, ApiJson.Default.ProcessResource) is { } state:
                    var mark = (state.State, state.Attempt, state.Message);
                    if (!told.TryGetValue(state.Id, out var before) || before != mark)
                    {
                        told[state.Id] = mark;
                        yield return new OutputEvent(null, state);
                    }

                    break;
                case OutputStreams.EndEvent:
                    yield break;
                default:
                    break;
            }
        }
    }

    /// <summary>The journal of events, oldest first.</summary>
    public IAsyncEnumerable<EventResource> EventsAsync(CancellationToken cancellation = default) =>
        PagedAsync(ApiRoutes.Events, ApiJson.Default.ListOfEventResource, cancellation);

    /// <summary>Events from now on, over broken connections, until cancelled.</summary>
    public async IAsyncEnumerable<EventResource> FollowEventsAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var item in new ResumingStream(_calls, _policy, _time).ReadAsync(ApiRoutes.Events, null, cancellation).ConfigureAwait(false))
        {
            if (JsonSerializer.Deserialize(item.Data, ApiJson.Default.EventResource) is { } happened)
            {
                yield return happened;
            }
        }
    }

    /// <summary>Every sequence, by name, without their files.</summary>
    public Task<IReadOnlyList<SequenceResource>> SequencesAsync(CancellationToken cancellation = default) =>
        AllAsync(ApiRoutes.Sequences, ApiJson.Default.ListOfSequenceResource, cancellation);

    /// <summary>One sequence, with its file.</summary>
    public Task<SequenceResource> SequenceAsync(string name, CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Sequence(name), ApiJson.Default.SequenceResource, cancellation);

    /// <summary>Makes or replaces the sequence that a file describes and names.</summary>
    /// <param name="file">YAML or JSON, UTF-8.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<SequenceResource> ApplySequenceAsync(byte[] file, CancellationToken cancellation = default) =>
        _calls.SendTextAsync(HttpMethod.Post, ApiRoutes.Sequences, file, "application/yaml", ApiJson.Default.SequenceResource, cancellation);

    /// <summary>Forgets a sequence; its runs stay.</summary>
    public Task DeleteSequenceAsync(string name, CancellationToken cancellation = default) => _calls.DeleteAsync(ApiRoutes.Sequence(name), cancellation);

    /// <summary>Performs a sequence, or rehearses it. An answer lost on the way does not start it twice.</summary>
    public Task<RunResource> StartSequenceAsync(string name, RunRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(
            HttpMethod.Post, ApiRoutes.Sequence(name) + "/runs", request, ApiJson.Default.RunRequest, ApiJson.Default.RunResource, Guid.NewGuid().ToString("N"), cancellation);

    /// <summary>Runs, newest first, without their steps.</summary>
    /// <param name="sequence">Only those of this one; null: of all.</param>
    /// <param name="cancellation">Cancels.</param>
    public IAsyncEnumerable<RunResource> RunsAsync(string? sequence = null, CancellationToken cancellation = default) =>
        PagedAsync(sequence is null ? ApiRoutes.Runs : $"{ApiRoutes.Runs}?sequence={Uri.EscapeDataString(sequence)}", ApiJson.Default.ListOfRunResource, cancellation);

    /// <summary>One run with its steps.</summary>
    public Task<RunResource> RunAsync(long id, CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Run(id), ApiJson.Default.RunResource, cancellation);

    /// <summary>Stops everything that a run started, in reverse order.</summary>
    public Task<RunResource> StopRunAsync(long id, CancellationToken cancellation = default) =>
        _calls.SendTextAsync(HttpMethod.Post, ApiRoutes.Run(id) + "/stop", [], "application/json", ApiJson.Default.RunResource, cancellation);

    /// <summary>Every setting of the server, without secrets.</summary>
    public Task<SettingsResource> SettingsAsync(CancellationToken cancellation = default) =>
        _calls.GetAsync(ApiRoutes.Settings, ApiJson.Default.SettingsResource, cancellation);

    /// <summary>Changes settings: all that the patch names, or none.</summary>
    /// <param name="patch">A JSON merge patch.</param>
    /// <param name="version">Only when that is their version; null: whatever it is.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<SettingsResource> ChangeSettingsAsync(byte[] patch, long? version = null, CancellationToken cancellation = default) =>
        _calls.SendTextAsync(HttpMethod.Patch, ApiRoutes.Settings, patch, "application/merge-patch+json", ApiJson.Default.SettingsResource, cancellation, version);

    /// <summary>Makes a new agent password; only the answer has it.</summary>
    /// <param name="overlap">How long the old one counts, for example <c>1h</c>; null: the server's default.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task<AgentPasswordResource> RotateAgentPasswordAsync(string? overlap, CancellationToken cancellation = default) =>
        _calls.SendAsync(
            HttpMethod.Post, ApiRoutes.AgentPassword, new AgentPasswordRequest { Overlap = overlap }, ApiJson.Default.AgentPasswordRequest, ApiJson.Default.AgentPasswordResource, null, cancellation);

    /// <summary>Sends a test mail now; that it was not taken is an <see cref="ApiException"/> that says why.</summary>
    public Task<MailTestResource> TestMailAsync(string to, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.MailTest, new MailTestRequest(to), ApiJson.Default.MailTestRequest, ApiJson.Default.MailTestResource, null, cancellation);

    /// <summary>Notices, newest first.</summary>
    /// <param name="state">Only <c>queued</c>, <c>sent</c> or <c>failed</c> ones; null: all.</param>
    /// <param name="cancellation">Cancels.</param>
    public IAsyncEnumerable<NoticeResource> NoticesAsync(string? state = null, CancellationToken cancellation = default) =>
        PagedAsync(state is null ? ApiRoutes.Notices : $"{ApiRoutes.Notices}?state={Uri.EscapeDataString(state)}", ApiJson.Default.ListOfNoticeResource, cancellation);

    /// <summary>Makes a join token.</summary>
    /// <param name="ttlSeconds">How long it is good for; the server's default when null.</param>
    public Task<JoinTokenResource> CreateJoinTokenAsync(int? ttlSeconds, CancellationToken cancellation = default) =>
        _calls.SendAsync(
            HttpMethod.Post, ApiRoutes.JoinTokens, new JoinTokenRequest { Ttl = ttlSeconds }, ApiJson.Default.JoinTokenRequest, ApiJson.Default.JoinTokenResource, null, cancellation);

    /// <summary>Join tokens, without their secrets.</summary>
    public Task<IReadOnlyList<JoinTokenResource>> JoinTokensAsync(CancellationToken cancellation = default) =>
        AllAsync(ApiRoutes.JoinTokens, ApiJson.Default.ListOfJoinTokenResource, cancellation);

    /// <summary>Withdraws a join token.</summary>
    public Task RevokeJoinTokenAsync(string id, CancellationToken cancellation = default) =>
        _calls.DeleteAsync($"{ApiRoutes.JoinTokens}/{Uri.EscapeDataString(id)}", cancellation);

    /// <summary>Makes an API token.</summary>
    public Task<ApiTokenResource> CreateApiTokenAsync(ApiTokenRequest request, CancellationToken cancellation = default) =>
        _calls.SendAsync(HttpMethod.Post, ApiRoutes.Tokens, request, ApiJson.Default.ApiTokenRequest, ApiJson.Default.ApiTokenResource, null, cancellation);

    /// <summary>API tokens, without their secrets.</summary>
    public Task<IReadOnlyList<ApiTokenResource>> ApiTokensAsync(CancellationToken cancellation = default) =>
        AllAsync(ApiRoutes.Tokens, ApiJson.Default.ListOfApiTokenResource, cancellation);

    /// <summary>Revokes an API token.</summary>
    public Task RevokeApiTokenAsync(string id, CancellationToken cancellation = default) =>
        _calls.DeleteAsync($"{ApiRoutes.Tokens}/{Uri.EscapeDataString(id)}", cancellation);

    /// <summary>Writes the history of runs to a stream.</summary>
    /// <param name="query">Its format, and perhaps sequence, since and until.</param>
    /// <param name="destination">Where it is written to.</param>
    /// <param name="cancellation">Cancels.</param>
    public Task ExportRunsAsync(string query, Stream destination, CancellationToken cancellation = default) =>
        _calls.CopyAsync($"{ApiRoutes.RunsExport}?{query}", destination, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<T>> AllAsync<T>(string route, JsonTypeInfo<ListOf<T>> type, CancellationToken cancellation)
    {
        var all = new List<T>();
        await foreach (var item in PagedAsync(route, type, cancellation).ConfigureAwait(false))
        {
            all.Add(item);
        }

        return all;
    }

    private async IAsyncEnumerable<T> PagedAsync<T>(string route, JsonTypeInfo<ListOf<T>> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        do
        {
            var separator = route.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var page = await _calls.GetAsync(cursor is null ? route : $"{route}{separator}cursor={Uri.EscapeDataString(cursor)}", type, cancellation).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
