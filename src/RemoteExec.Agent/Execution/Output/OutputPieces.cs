using System.Text;
using System.Text.Unicode;
using RemoteExec.Processes.Keeping.Logs;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Execution.Output;

/// <summary>From bytes to pieces of <c>output</c>: text where it is text and stays small, bytes otherwise.</summary>
internal static class OutputPieces
{
    /// <param name="id">Of the process.</param>
    /// <param name="record">Which stream, and where in it.</param>
    /// <param name="bytes">What was written; copied.</param>
    internal static OutputPiece Of(WireId id, LogRecord record, ReadOnlySpan<byte> bytes)
    {
        var piece = new OutputPiece { Id = id, Stream = (WireStream)record.Stream, Offset = record.Offset };
        return IsPlainText(bytes) ? piece with { Text = Encoding.UTF8.GetString(bytes) } : piece with { Bytes = bytes.ToArray() };
    }

    // JSON writes a control character with six bytes: what has many of them is smaller in base64. A character that is cut in two is not text.
    private static bool IsPlainText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
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
