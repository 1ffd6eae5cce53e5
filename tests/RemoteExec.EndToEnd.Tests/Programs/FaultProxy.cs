using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RemoteExec.EndToEnd.Tests.Programs;

/// <summary>Which way bytes go.</summary>
internal enum Way
{
    ToServer,
    ToAgent,
}

/// <summary>The cable between an agent and its server, in the hands of a test: it is slow, it is cut, it freezes.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<FaultyCable, Task> _cables = new();
    private readonly Task _accepting;
    private (Way Way, long Bytes)? _cutNext;
    private volatile TaskCompletionSource? _frozen;
    private int _connections;

    /// <param name="server">HOST:PORT, the host as a number.</param>
    public FaultProxy(string server)
    {
        _server = IPEndPoint.Parse(server);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>What an agent is given as its server.</summary>
    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How long every byte is under way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that were made through it so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Completes while nothing is frozen.</summary>
    internal Task Thawed => _frozen?.Task ?? Task.CompletedTask;

    /// <summary>Cuts every connection there is; both ends notice.</summary>
    public void Cut()
    {
        foreach (var cable in _cables.Keys)
        {
            cable.Cut();
        }
    }

    /// <summary>Cuts the next connection when so many bytes have gone one way; what is beyond does not arrive.</summary>
    public void CutNextAfter(Way way, long bytes) => _cutNext = (way, bytes);

    /// <summary>Agents notice that their connection is gone; the server does not: it holds a half of it that is never heard of again.</summary>
    public void LoseAgents()
    {
        foreach (var cable in _cables.Keys)
        {
            cable.LoseAgent();
        }
    }

    /// <summary>From here on nothing goes either way, and nobody is told; new connections are taken and not served.</summary>
    public void Freeze() => _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything goes on.</summary>
    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Thaw();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Cut();
        await Task.WhenAll(_cables.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var cable in _cables.Keys)
        {
            cable.Dispose();
        }

        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var agent = await _listener.AcceptSocketAsync(_stop.Token);
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
            }
            catch (SocketException)
            {
                // The server is away: so is this end.
                server.Dispose();
                agent.Close(0);
                continue;
            }

            var cut = _cutNext;
            _cutNext = null;
            Interlocked.Increment(ref _connections);
            var cable = new FaultyCable(this, agent, server, cut);
            _cables[cable] = Task.Run(() => cable.RunAsync(_stop.Token));
        }
    }
}
