using Microsoft.AspNetCore.Connections;

namespace RemoteExec.Server.Hosting;

/// <summary>
/// Counts the connections of one endpoint, whichever addresses it is bound to, and closes those beyond its share.
/// Kestrel's own limit is one number for every endpoint; people and agents must not crowd each other out.
/// </summary>
internal sealed class ConnectionCap(string name, int most, ILogger logger)
{
    private int _open;
    private int _saidFull;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The middleware.</summary>
    internal ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        if (Interlocked.Increment(ref _open) > most)
        {
            Interlocked.Decrement(ref _open);
            if (Interlocked.Exchange(ref _saidFull, 1) == 0)
            {
                HostingLog.EndpointFull(logger, name, most);
            }

            connection.Abort(new ConnectionAbortedException($"The {name} endpoint has no room for another connection."));
            await connection.DisposeAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            // Said again only after it was no longer full: one line per crowd, not one per refused connection.
            if (Interlocked.Decrement(ref _open) < most - (most / 10))
            {
                Volatile.Write(ref _saidFull, 0);
            }
        }
    };
}
