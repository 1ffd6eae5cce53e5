using System.Collections.Concurrent;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Server.Gateway;

/// <summary>All sessions of this process: one timer looks after the silence of all of them, and one call says goodbye to all.</summary>
internal sealed class SessionTable : IDisposable
{
    private const int ReconnectAfterMilliseconds = 200;
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, AgentSession> _sessions = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public SessionTable(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => LookAround(), null, Sweep, Sweep);
    }

    internal void Add(AgentSession session) => _sessions[session.Id] = session;

    internal void Remove(AgentSession session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>Says goodbye to all and waits, for a moment, until they have heard it.</summary>
    internal async Task CloseAllAsync()
    {
        var sessions = _sessions.Values.ToList();
        sessions.ForEach(session => session.Close(ByeReasons.Shutdown, ReconnectAfterMilliseconds));
        await Task.WhenAny(Task.WhenAll(sessions.Select(session => session.Ended)), Task.Delay(GoodbyePatience, _time)).ConfigureAwait(false);
    }

    public void Dispose() => _timer.Dispose();

    private void LookAround()
    {
        var now = _time.GetUtcNow();
        foreach (var session in _sessions.Values)
        {
            session.LookAround(now);
        }
    }
}
