using System.Text;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>From bytes to pieces of <c>output</c>: text where it is text and stays small, bytes otherwise.</summary>
internal static class OutputPieces
{
    private const int LongestCharacter = 4;

    /// <summary>Takes the next piece of a stream.</summary>
    /// <param name="buffer">The stream.</param>
    /// <param name="mayWait">True when more will come: a character that is cut at the end waits for its rest.</param>
    /// <param name="scratch">Room for the piece; its length is the most that is taken.</param>
    /// <param name="id">Of the process.</param>
    /// <returns>The piece with its length in bytes; null: nothing waits.</returns>
    internal static (OutputPiece Piece, int Length)? Take(StreamBuffer buffer, bool mayWait, Span<byte> scratch, WireId id)
    {
        var count = buffer.TakeUnsent(scratch, out var offset);
        if (count == 0)
        {
            return null;
        }

        var bytes = scratch[..count];
        var cut = CutCharacter(bytes);
        if (cut > 0 && (mayWait || (count == scratch.Length && cut < count)))
        {
            buffer.Untake(cut);
            bytes = bytes[..^cut];
            if (bytes.IsEmpty)
            {
                return null;
            }
        }

        var piece = new OutputPiece { Id = id, Stream = buffer.Stream, Offset = offset };
        return (IsPlainText(bytes) ? piece with { Text = Encoding.UTF8.GetString(bytes) } : piece with { Bytes = bytes.ToArray() }, bytes.Length);
    }

    /// <summary>Bytes at the end that begin a character whose rest is not there.</summary>
    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back < LongestCharacter && back <= bytes.Length; back++)
        {
            var b = bytes[^back];
            if ((b & 0b1100_0000) == 0b1000_0000)
            {
                continue;
            }

            var length = b switch
            {
                >= 0b1111_0000 => 4,
                >= 0b1110_0000 => 3,
                >= 0b1100_0000 => 2,
                _ => 1,
            };
            return length > back ? back : 0;
        }

        return 0;
    }

    // JSON writes a control character with six bytes: what has many of them is smaller in base64.
    private static bool IsPlainText(ReadOnlySpan<byte> bytes)
    {
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return false;
        }

        var grows = 0;
        foreach (var b in bytes)
        {
            grows += b switch
            {
                (byte)'\n' or (byte)'\t' or (byte)'\r' or (byte)'"' or (byte)'\\' => 1,
                < 0x20 or 0x7F => 5,
                _ => 0,
            };
        }

        return grows <= bytes.Length / 3;
    }
}
