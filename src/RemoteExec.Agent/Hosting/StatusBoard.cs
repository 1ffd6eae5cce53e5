using System.Text.Json;
using System.Text.Json.Serialization;

namespace RemoteExec.Agent.Hosting;

/// <summary>What the running agent does, as <c>remoteexec-agent status</c> shows it.</summary>
internal sealed record AgentStatus
{
    public int Pid { get; init; }

    public string Version { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public bool Connected { get; init; }

    /// <summary>The server it is connected to, or was last.</summary>
    public string? Server { get; init; }

    /// <summary>Since when it is connected, or is not.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What the server calls this machine.</summary>
    public string? Name { get; init; }

    /// <summary>The machine's id.</summary>
    public string? Id { get; init; }

    /// <summary>Why it is not connected.</summary>
    public string? Problem { get; init; }

    /// <summary>Processes that run.</summary>
    public int Processes { get; init; }

    /// <summary>Folders it may start programs from.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>The unit that is installed on this machine; the running agent does not know it, <c>status</c> looks.</summary>
    public string? Service { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentStatusJson : JsonSerializerContext;

/// <summary>Keeps <c>status.json</c> true, at most twice a second.</summary>
internal sealed class StatusBoard : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AgentFolder _folder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Func<int> _running = static () => 0;
    private AgentStatus _status;
    private AgentStatus? _written;

    internal StatusBoard(AgentFolder folder, AgentStatus start, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        _status = start;
        _timer = time.CreateTimer(_ => Write(), null, TimeSpan.Zero, Pause);
    }

    /// <summary>Who knows how many processes run.</summary>
    internal void Count(Func<int> running) => _running = running;

    internal void Connected(string server) =>
        Change(s => s with { Connected = true, Server = server, Since = _time.GetUtcNow(), Problem = null });

    internal void Named(string name, string id) => Change(s => s with { Name = name, Id = id });

    /// <summary>The folders it may start programs from are others now.</summary>
    internal void MayStart(IReadOnlyList<string> allow) => Change(s => s with { Allow = allow });

    internal void Disconnected(string problem) =>
        Change(s => s with { Connected = false, Since = s.Connected ? _time.GetUtcNow() : s.Since, Problem = problem });

    /// <summary>The agent stops: nothing is true of it any more.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            File.Delete(_folder.Status);
        }
    }

    private void Change(Func<AgentStatus, AgentStatus> change)
    {
        lock (_gate)
        {
            _status = change(_status);
        }
    }

    private void Write()
    {
        lock (_gate)
        {
            var status = _status with { Processes = _running() };
            if (status == _written)
            {
                return;
            }

            try
            {
                OwnerFile.Write(_folder.Status, JsonSerializer.SerializeToUtf8Bytes(status, AgentStatusJson.Default.AgentStatus));
                _written = status;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk: the journal says so where it matters, and this is tried again in a moment.
            }
        }
    }
}
