using System.Buffers;
using System.IO.Pipelines;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Sessions;

/// <summary>The one plaintext packet of each side, and errors before the keys.</summary>
internal static class PlainPackets
{
    /// <summary>Writes a frame of plaintext.</summary>
    internal static void Write(PipeWriter output, FrameDialect dialect, ReadOnlySpan<byte> data)
    {
        var frame = output.GetSpan(FrameWriter.FrameSize(dialect, data.Length));
        FrameWriter.WriteHeader(frame, dialect, data.Length);
        data.CopyTo(frame[dialect.HeaderSize()..]);
        output.Advance(FrameWriter.FrameSize(dialect, data.Length));
    }

    /// <summary>Writes an error in plaintext.</summary>
    internal static void Write(PipeWriter output, FrameDialect dialect, WireErrorCode code)
    {
        using var writer = new PacketWriter();
        Write(output, dialect, writer.Write(code));
    }

    /// <summary>The octets of a first packet, which are also what gets signed.</summary>
    internal static byte[] KeyPacket(ReadOnlySpan<byte> publicKey, WireExtensions extensions)
    {
        using var writer = new PacketWriter();
        return writer.Write(new PublicKeyMessage(Cryptography.KeyEncoding.Encode(publicKey), extensions), FrameDialect.BE16).ToArray();
    }

    /// <summary>Waits for one frame of a known dialect.</summary>
    internal static async ValueTask<PlainRead> ReadAsync(PipeReader input, FrameDialect dialect, CancellationToken cancel)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = result.Buffer;
            var read = Take(ref buffer, dialect);
            input.AdvanceTo(buffer.Start, read.Kind == PlainReadKind.NeedMore ? buffer.End : buffer.Start);
            if (read.Kind != PlainReadKind.NeedMore)
            {
                return read;
            }

            if (result.IsCompleted)
            {
                return new PlainRead(buffer.IsEmpty ? PlainReadKind.Closed : PlainReadKind.Truncated, dialect);
            }
        }
    }

    /// <summary>Waits for the beginning of the first frame and finds out its dialect; consumes nothing.</summary>
    /// <returns><see cref="PlainReadKind.Detected"/> when the frame can be read now, else why it cannot.</returns>
    internal static async ValueTask<PlainRead> DetectAsync(PipeReader input, CancellationToken cancel)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = result.Buffer;
            var verdict = DialectDetector.Detect(buffer, out var dialect);
            switch (verdict)
            {
                case DialectVerdict.NeedMore when result.IsCompleted:
                    input.AdvanceTo(buffer.Start);
                    return new PlainRead(buffer.IsEmpty ? PlainReadKind.Closed : PlainReadKind.Truncated, dialect);
                case DialectVerdict.NeedMore:
                    input.AdvanceTo(buffer.Start, buffer.End);
                    continue;
                default:
                    input.AdvanceTo(buffer.Start);
                    return new PlainRead(Of(verdict), dialect);
            }
        }
    }

    private static PlainReadKind Of(DialectVerdict verdict) => verdict switch
    {
        DialectVerdict.Detected => PlainReadKind.Detected,
        DialectVerdict.Empty => PlainReadKind.Empty,
        DialectVerdict.TooLarge => PlainReadKind.TooLarge,
        _ => PlainReadKind.NotOurs,
    };

    private static PlainRead Take(ref ReadOnlySequence<byte> buffer, FrameDialect dialect) =>
        FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLengthBeforeAuthentication, out var data, out _) switch
        {
            FrameReadStatus.Frame => new PlainRead(PlainReadKind.Frame, dialect, data.ToArray()),
            FrameReadStatus.Empty => new PlainRead(PlainReadKind.Empty, dialect),
            FrameReadStatus.TooLarge => new PlainRead(PlainReadKind.TooLarge, dialect),
            _ => new PlainRead(PlainReadKind.NeedMore, dialect),
        };
}
