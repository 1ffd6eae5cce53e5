using System.Buffers;
using System.Text;

namespace RemoteExec.Cli.Printing;

/// <summary>Puts a name before every line of a stream whose pieces may be cut anywhere. A line is written when it is whole, so that lines of two machines do not mix.</summary>
internal sealed class LinePrefixer(string prefix, Action<ReadOnlyMemory<byte>> write)
{
    // A program that never ends its line must not fill the memory.
    private const int MostHeld = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(prefix);

    internal void Add(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            var end = piece.IndexOf((byte)'\n');
            var part = end < 0 ? piece : piece[..end];
            if (_line.WrittenCount == 0)
            {
                _line.Write(_prefix);
            }

            _line.Write(part);
            piece = end < 0 ? [] : piece[(end + 1)..];
            if (end >= 0 || _line.WrittenCount > MostHeld)
            {
                Write();
            }
        }
    }

    /// <summary>Writes a last line that has no end.</summary>
    internal void Finish()
    {
        if (_line.WrittenCount > 0)
        {
            Write();
        }
    }

    private void Write()
    {
        _line.Write("\n"u8);
        write(_line.WrittenMemory);
        _line.ResetWrittenCount();
    }
}
