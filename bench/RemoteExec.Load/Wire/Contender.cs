namespace RemoteExec.Load.Wire;

/// <summary>Everything that speaks one way of making round trips: its connections, and whether they may go on.</summary>
internal sealed class Contender(int inFlight)
{
    private readonly List<DrivenConnection> _connections = [];
    private volatile bool _running;

    /// <summary>Requests of one connection that are out at once.</summary>
    internal int InFlight => inFlight;

    internal bool IsRunning => _running;

    internal int Connections
    {
        get
        {
            lock (_connections)
            {
                return _connections.Count;
            }
        }
    }

    internal long Completed
    {
        get
        {
            lock (_connections)
            {
                return _connections.Sum(connection => connection.Completed);
            }
        }
    }

    internal void Add(DrivenConnection connection)
    {
        lock (_connections)
        {
            _connections.Add(connection);
        }
    }

    internal void Start()
    {
        _running = true;
        lock (_connections)
        {
            _connections.ForEach(connection => connection.Begin());
        }
    }

    /// <summary>Asks for nothing more and waits until every answer has come.</summary>
    internal async Task StopAsync()
    {
        _running = false;
        var before = -1L;
        while (Completed is var now && now != before)
        {
            before = now;
            await Task.Delay(50);
        }
    }
}

/// <summary>One connection that is kept busy.</summary>
internal abstract class DrivenConnection
{
    private long _completed;

    internal long Completed => Volatile.Read(ref _completed);

    /// <summary>Sends the first requests; each answer brings the next.</summary>
    internal abstract void Begin();

    /// <summary>One answer came. Called by the one reader only.</summary>
    protected void Count() => Volatile.Write(ref _completed, _completed + 1);
}
