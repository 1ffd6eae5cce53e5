using System.Net.Sockets;

namespace RemoteExec.Agent.Service;

/// <summary>Tells systemd that the agent is up (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names.</summary>
internal static class ReadySignal
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends it, if somebody waits for it. The variable is removed: programs that are started have nothing to say there.</summary>
    /// <returns>Null, or why it did not arrive.</returns>
    internal static string? Send()
    {
        var address = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return string.IsNullOrEmpty(address) || OperatingSystem.IsWindows() ? null : Send(address);
    }

    /// <param name="address">A path, or <c>@</c> and a name in the abstract namespace.</param>
    internal static string? Send(string address)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
            socket.Send("READY=1"u8);
            return null;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return e.Message;
        }
    }
}
