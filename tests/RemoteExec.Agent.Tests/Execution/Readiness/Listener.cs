using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RemoteExec.Agent.Tests.Execution.Readiness;

/// <summary>A program that listens on this machine: says one thing to everyone who has asked something.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpListener _listener;
    private readonly byte[] _answer;
    private readonly Task _serving;
    private int _connections;

    /// <param name="address">Where it listens, on any free port.</param>
    /// <param name="answer">What it says; empty: nothing, and it keeps the connection.</param>
    internal Listener(IPAddress address, string answer = "")
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener = new TcpListener(address, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal Uri Url => new($"http://127.0.0.1:{Port}/health?deep=1");

    internal int Connections => Volatile.Read(ref _connections);

    /// <summary>The first request it read.</summary>
    internal Task<string> Asked => _asked.Task;

    /// <summary>A port on which nothing listens.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving;
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        var all = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_over.Token);
                Interlocked.Increment(ref _connections);
                all.Add(AnswerAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }

        await Task.WhenAll(all);
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[4096];
                var read = await client.GetStream().ReadAsync(buffer, _over.Token);
                if (read == 0)
                {
                    return;
                }

                _asked.TrySetResult(Encoding.ASCII.GetString(buffer, 0, read));
                await client.GetStream().WriteAsync(_answer, _over.Token);
                if (_answer.Length == 0)
                {
                    await Task.Delay(Timeout.Infinite, _over.Token);
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                // The probe has hung up, or the test is over.
            }
        }
    }
}
