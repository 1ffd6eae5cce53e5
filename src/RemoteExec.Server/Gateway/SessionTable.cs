using System.Collections.Concurrent;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Sessions;

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
    private volatile bool _closing;

    public SessionTable(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => LookAround(), null, Sweep, Sweep);
    }

    internal void Add(AgentSession session)
    {
        _sessions[session.Id] = session;
        if (_closing)
        {
            // It came while the others were told.
            session.Close(ByeReasons.Shutdown, ReconnectAfterMilliseconds);
        }
    }

    internal void Remove(AgentSession session) => _sessions.TryRemove(session.Id, out _);

    /// <summary>Says goodbye to all and waits, for a moment, until they have heard it. Who does not listen is cut.</summary>
    internal async Task CloseAllAsync()
    {
        _closing = true;
        var sessions = _sessions.Values.ToList();
        sessions.ForEach(session => session.Close(ByeReasons.Shutdown, ReconnectAfterMilliseconds));
        await Task.WhenAny(Task.WhenAll(sessions.Select(session => session.Ended)), Task.Delay(GoodbyePatience, _time)).ConfigureAwait(false);
        sessions.ForEach(session => session.Cut());
    }

    public void Dispose() => _timer.Dispose();

    private void LookAround()
    {
        var now = _time.Moment();
        foreach (var session in _sessions.Values)
        {
            session.LookAround(now);
        }
    }
}
