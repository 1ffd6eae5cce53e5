using System.Text;
using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Output;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Output;

public sealed class OutputPiecesTests
{
    private static readonly WireId Id = new(1);

    [Property]
    public bool Take_AnyBytes_ComeOutAsTheyWentIn(byte[] data, byte size)
    {
        var buffer = Filled(data);
        var collected = new List<byte>();
        var scratch = new byte[Math.Max(4, size % 32)];
        while (OutputPieces.Take(buffer, mayWait: false, scratch, Id) is { } taken)
        {
            if (taken.Piece.Offset != collected.Count)
            {
                return false;
            }

            collected.AddRange(Bytes(taken.Piece));
        }

        return collected.SequenceEqual(data);
    }

    [Fact]
    public void Take_Text_IsText() => Assert.Equal("grün\n", Take(Filled("grün\n"u8), mayWait: true)!.Text);

    [Fact]
    public void Take_NotText_IsBytes() => Assert.Equal([0xff, 0xfe], Take(Filled([0xff, 0xfe]), mayWait: true)!.Bytes!);

    [Fact]
    public void Take_ControlCharacters_AreBytesBecauseJsonWouldSwell() => Assert.NotNull(Take(Filled(new byte[100]), mayWait: true)!.Bytes);

    [Fact]
    public void Take_CharacterCutAtTheEnd_WaitsForItsRest()
    {
        var euro = "€"u8.ToArray();
        var buffer = Filled([(byte)'a', euro[0], euro[1]]);

        Assert.Equal("a", Take(buffer, mayWait: true)!.Text);
        Assert.Null(Take(buffer, mayWait: true));
        buffer.Write([euro[2]]);
        Assert.Equal("€", Take(buffer, mayWait: true)!.Text);
    }

    [Fact]
    public void Take_CharacterCutForEver_IsBytesAtTheEnd()
    {
        var buffer = Filled([0xe2, 0x82]);

        Assert.Null(Take(buffer, mayWait: true));
        Assert.Equal([0xe2, 0x82], Take(buffer, mayWait: false)!.Bytes!);
    }

    [Fact]
    public void Take_LargestPieces_FitInAPacket()
    {
        // The worst that still counts as text: a third of it is escaped.
        var text = string.Concat(Enumerable.Repeat("ab\"", OutputLimits.PerTurn / 6));
        var pieces = Enumerable.Range(0, 4).Select(_ => OutputPieces.Take(Filled(Encoding.UTF8.GetBytes(text)), true, new byte[OutputLimits.PerTurn / 2], Id)!.Value.Piece).ToList();
        using var writer = new PacketWriter();

        Assert.All(pieces, piece => Assert.NotNull(piece.Text));
        Assert.InRange(writer.Write(new OutputMessage(pieces), Protocol.Framing.FrameDialect.BE16).Length, 1, Protocol.Framing.FrameLimits.MaxJsonLength);
    }

    private static OutputPiece? Take(StreamBuffer buffer, bool mayWait) => OutputPieces.Take(buffer, mayWait, new byte[64 * 1024], Id)?.Piece;

    private static byte[] Bytes(OutputPiece piece) => piece.Bytes ?? Encoding.UTF8.GetBytes(piece.Text!);

    private static StreamBuffer Filled(ReadOnlySpan<byte> data)
    {
        var buffer = new StreamBuffer(WireStream.Stdout, new OutputBudget());
        Assert.Equal(data.Length, buffer.Write(data));
        return buffer;
    }
}
