using System.Buffers;
using System.Text;
using FsCheck.Xunit;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;
using RemoteExec.Protocol.Tests.Cryptography;
using RemoteExec.Protocol.Tests.Framing;
using RemoteExec.Protocol.Tests.Messages;

namespace RemoteExec.Protocol.Tests.Fuzzing;

/// <summary>Whatever a stranger sends is answered with a value: no reader of the wire throws over bytes.</summary>
public class ArbitraryBytesTests
{
    private static readonly string[] Meaningful =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "null", "true", "-", "1e999", "0.5", "\"id\"", "\"data\"", "\"error\"", "\"seq\"", "\"code\"", "\0", "é", " ",
    ];

    [Property(MaxTest = 1_000)]
    public void Detect_AnyBytes_IsAVerdict(byte[] bytes, byte cut)
    {
        var verdict = DialectDetector.Detect(Segments.CutAt(bytes, cut % (bytes.Length + 1)), out var dialect);

        Assert.True(Enum.IsDefined(verdict));
        Assert.True(Enum.IsDefined(dialect));
        Assert.Equal(verdict == DialectVerdict.NeedMore, DialectDetector.Detect(Segments.ByteByByte(bytes), out _) == DialectVerdict.NeedMore);
    }

    [Property(MaxTest = 1_000)]
    public void ReadFrame_AnyBytes_IsAStatusAndMovesOnlyOverAFrame(byte[] bytes, byte dialectNumber, ushort limit)
    {
        var dialect = (FrameDialect)(dialectNumber % 4);
        var buffer = Segments.Whole(bytes);

        var status = FrameReader.TryRead(ref buffer, dialect, limit, out var data, out var length);

        Assert.Equal(status == FrameReadStatus.Frame ? bytes.Length - dialect.HeaderSize() - data.Length : bytes.Length, buffer.Length);
        Assert.True(status != FrameReadStatus.Frame || (data.Length == length && length <= limit));
        Assert.True(FrameReader.BytesNeeded(Segments.Whole(bytes), dialect) >= 0);
    }

    [Property(MaxTest = 1_000)]
    public void ReadPacket_AnyBytes_IsAPacketOrAProblem(byte[] bytes) => AssertReads(bytes);

    [Property(MaxTest = 1_000)]
    public void ReadPacket_JsonMeetingAtRandom_IsAPacketOrAProblem(byte[] choices) =>
        AssertReads(Encoding.UTF8.GetBytes("{\"data\":" + string.Concat(choices.Select(choice => Meaningful[choice % Meaningful.Length]))));

    [Property(MaxTest = 3_000)]
    public void ReadPacket_GoldenMessageChanged_IsAPacketOrAProblem(byte which, ushort position, byte what, byte kind)
    {
        var text = Encoding.UTF8.GetBytes(GoldenMessages.Canonical[which % GoldenMessages.Canonical.Length].Json);
        var at = position % text.Length;
        var piece = Encoding.UTF8.GetBytes(Meaningful[what % Meaningful.Length]);

        AssertReads((kind % 4) switch
        {
            0 => [.. text[..at], what, .. text[(at + 1)..]],
            1 => [.. text[..at], .. text[(at + 1)..]],
            2 => [.. text[..at], .. piece, .. text[at..]],
            _ => [.. text[..at], .. piece, .. text[Math.Min(text.Length, at + piece.Length)..]],
        });
    }

    [Property(MaxTest = 1_000)]
    public void Open_AnyBytes_IsNeverOpened(byte[] bytes, byte cut)
    {
        using var ends = new Ends();
        var room = new byte[BoxOpener.MaxOpenedLength(bytes.Length)];

        Assert.NotEqual(OpenStatus.Opened, ends.Opener.Open(Segments.CutAt(bytes, cut % (bytes.Length + 1)), room, out var written));
        Assert.Equal(0, written);
        var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
        Assert.NotEqual(OpenStatus.Opened, ends.Open(text));
    }

    [Property(MaxTest = 1_000)]
    public void Open_SealedPacketChanged_IsNeverOpened(byte[] json, ushort position, byte by)
    {
        using var ends = new Ends();
        var data = new byte[BoxSealer.SealedLength(json.Length)];
        ends.PeerSealer.Seal(json, data);
        var at = position % data.Length;
        var was = data[at];
        data[at] = by;
        var room = new byte[BoxOpener.MaxOpenedLength(data.Length)];

        Assert.Equal(was == by, ends.Opener.Open(new ReadOnlySequence<byte>(data), room, out _) == OpenStatus.Opened);
    }

    private static void AssertReads(byte[] bytes)
    {
        var isPacket = PacketReader.TryRead(bytes, out var packet, out var problem);

        Assert.Equal(isPacket, packet is not null);
        Assert.Equal(isPacket, problem is null);
        if (packet is { Error: null })
        {
            // What was read can be said again, and means the same to whoever reads it then.
            Assert.All(packet.Messages.Where(CanBeSaid), message => Assert.IsType(message.GetType(), Packets.Read(Packets.Write(message)).Single));
        }
    }

    // Entries without an id are answered and never sent on.
    private static bool CanBeSaid(WireMessage message) => message is not ExecuteMessage execute || execute.Entries.All(entry => entry.Id is not null);
}
