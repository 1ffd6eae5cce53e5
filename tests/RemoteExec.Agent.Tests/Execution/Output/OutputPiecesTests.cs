using System.Text;
using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Processes;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Output;

public sealed class OutputPiecesTests
{
    private static readonly WireId Id = new(1);

    [Property]
    public bool Of_AnyBytes_ComeOutAsTheyWentIn(byte[] data) => Bytes(Of(data)).SequenceEqual(data);

    [Fact]
    public void Of_Text_IsText() => Assert.Equal("grün\n", Of("grün\n"u8).Text);

    [Fact]
    public void Of_NotText_IsBytes() => Assert.Equal([0xff, 0xfe], Of([0xff, 0xfe]).Bytes!);

    [Fact]
    public void Of_ControlCharacters_AreBytesBecauseJsonWouldSwell() => Assert.NotNull(Of(new byte[100]).Bytes);

    [Fact]
    public void Of_CharacterCutInTwo_IsBytes() => Assert.Equal([0xe2, 0x82], Of([0xe2, 0x82]).Bytes!);

    [Fact]
    public void Of_LargestPieces_FitInAPacket()
    {
        // The worst that still counts as text: a third of it is escaped.
        var text = string.Concat(Enumerable.Repeat("ab\"", OutputLimits.PerPiece / 3));
        var pieces = Enumerable.Range(0, OutputLimits.PerPacket / OutputLimits.PerPiece).Select(_ => Of(Encoding.UTF8.GetBytes(text))).ToList();
        using var writer = new PacketWriter();

        Assert.All(pieces, piece => Assert.NotNull(piece.Text));
        Assert.InRange(writer.Write(new OutputMessage(pieces), Protocol.Framing.FrameDialect.BE16).Length, 1, Protocol.Framing.FrameLimits.MaxJsonLength);
    }

    private static OutputPiece Of(ReadOnlySpan<byte> bytes) => OutputPieces.Of(Id, new LogRecord(OutputStream.Stdout, bytes.Length, 0), bytes);

    private static byte[] Bytes(OutputPiece piece) => piece.Bytes ?? Encoding.UTF8.GetBytes(piece.Text!);
}
