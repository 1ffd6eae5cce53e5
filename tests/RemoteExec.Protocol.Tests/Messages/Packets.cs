using System.Text;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Packets as text, in and out.</summary>
internal static class Packets
{
    internal static string Write(WireMessage message, FrameDialect dialect = FrameDialect.BE16)
    {
        using var writer = new PacketWriter();
        return Encoding.UTF8.GetString(writer.Write(message, dialect));
    }

    internal static string Write(WireErrorCode code)
    {
        using var writer = new PacketWriter();
        return Encoding.UTF8.GetString(writer.Write(code));
    }

    internal static Packet Read(string json)
    {
        Assert.True(PacketReader.TryRead(Encoding.UTF8.GetBytes(json), out var packet, out var problem), $"{problem}: {json}");
        return packet;
    }

    internal static T Read<T>(string json)
        where T : WireMessage => Assert.IsType<T>(Read(json).Single);

    internal static string Refuse(string json) => Refuse(Encoding.UTF8.GetBytes(json));

    internal static string Refuse(byte[] json)
    {
        Assert.False(PacketReader.TryRead(json, out var packet, out var problem), Encoding.UTF8.GetString(json));
        Assert.Null(packet);
        Assert.NotEmpty(problem);
        return problem;
    }

    /// <summary>One entry of <c>execute</c> with the given members.</summary>
    internal static ExecuteEntry Entry(string members) =>
        Assert.Single(Read<ExecuteMessage>("""{"data":{"execute":[{""" + members + "}]}}").Entries);
}
