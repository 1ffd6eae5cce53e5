using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Waking;

/// <summary>What a network card that sleeps listens for: six bytes 0xff, then its own address sixteen times.</summary>
internal static class MagicPacket
{
    private const int Times = 16;

    /// <summary>The packet for a card.</summary>
    /// <param name="mac">Its address, as <see cref="HardwareAddress"/> writes it.</param>
    internal static byte[] For(string mac)
    {
        Span<byte> address = stackalloc byte[HardwareAddress.Length];
        if (!HardwareAddress.TryRead(mac, address))
        {
            throw new FormatException("not a hardware address");
        }

        var packet = new byte[HardwareAddress.Length * (Times + 1)];
        packet.AsSpan(0, HardwareAddress.Length).Fill(0xff);
        for (var i = 1; i <= Times; i++)
        {
            address.CopyTo(packet.AsSpan(i * HardwareAddress.Length));
        }

        return packet;
    }
}
