using System.Text.Json;

namespace RemoteExec.Agent.Hosting;

/// <summary>Keeps <c>status.json</c> true, at most twice a second.</summary>
internal sealed class StatusBoard : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly AgentFolder _folder;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Func<AgentStatus, AgentStatus> _complete = static status => status;
    private AgentStatus _status;
    private AgentStatus? _written;

    internal StatusBoard(AgentFolder folder, AgentStatus start, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        _status = start;
        _timer = time.CreateTimer(_ => Write(), null, TimeSpan.Zero, Pause);
    }

    /// <summary>Who knows what runs; asked each time.</summary>
    internal void Complete(Func<AgentStatus, AgentStatus> complete) => _complete = complete;

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
            var status = _complete(_status);
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
