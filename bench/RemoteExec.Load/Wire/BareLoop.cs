using System.Net;
using System.Net.Sockets;

namespace RemoteExec.Load.Wire;

/// <summary>Connections over loopback on which somebody answers so many bytes with so many: what sending the same takes when nothing is decided, sealed or stored.</summary>
internal sealed class BareLoop : IDisposable
{
    private readonly List<Socket> _server = [];
    private readonly List<Socket> _agents = [];
    private readonly byte[] _question;
    private readonly byte[] _answer;

    private BareLoop(int question, int answer)
    {
        _question = new byte[question];
        _answer = new byte[answer];
    }

    internal static async Task<BareLoop> OpenAsync(int connections, int question, int answer)
    {
        var loop = new BareLoop(question, answer);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        for (var i = 0; i < connections; i++)
        {
            var agent = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await agent.ConnectAsync(listener.LocalEndpoint);
            loop._agents.Add(agent);
            var server = await listener.AcceptSocketAsync();
            server.NoDelay = true;
            loop._server.Add(server);
            _ = loop.AnswerAsync(agent);
        }

        return loop;
    }

    /// <summary>Sends to all, one after the other, and waits until the last has answered.</summary>
    internal async Task OnceAsync()
    {
        var answers = _server.Select(HearAsync).ToList();
        foreach (var socket in _server)
        {
            await socket.SendAsync(_question);
        }

        await Task.WhenAll(answers);
    }

    public void Dispose()
    {
        _server.ForEach(socket => socket.Dispose());
        _agents.ForEach(socket => socket.Dispose());
    }

    private async Task HearAsync(Socket socket) => await ReadAsync(socket, new byte[_answer.Length]);

    private async Task AnswerAsync(Socket socket)
    {
        var buffer = new byte[_question.Length];
        while (await ReadAsync(socket, buffer))
        {
            await socket.SendAsync(_answer);
        }
    }

    private static async Task<bool> ReadAsync(Socket socket, byte[] buffer)
    {
        try
        {
            for (var at = 0; at < buffer.Length;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(at));
                if (read == 0)
                {
                    return false;
                }

                at += read;
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed from here.
            return false;
        }
    }
}
