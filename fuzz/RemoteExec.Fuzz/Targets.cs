using System.Buffers;
using System.Buffers.Binary;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Fuzz;

/// <summary>What is fed. None of these documents an exception, so each exception is a find; and what is promised of the answers is checked.</summary>
internal static class Targets
{
    internal static readonly (string Name, Action<byte[]> Feed)[] All =
    [
        ("PacketReader", ReadPacket),
        ("FrameReader", ReadFrames),
        ("DialectDetector", bytes => DialectDetector.Detect(new ReadOnlySequence<byte>(bytes), out _)),
    ];

    private static void ReadPacket(byte[] bytes)
    {
        var isPacket = PacketReader.TryRead(bytes, out var packet, out var problem);
        Require(isPacket == packet is not null && isPacket == problem is null, "a packet or a problem, and not both");
        foreach (var message in packet?.Messages ?? [])
        {
            if (message is not ExecuteMessage execute || execute.Entries.All(entry => entry.Id is not null))
            {
                WriteAndReadAgain(message);
            }
        }
    }

    private static void WriteAndReadAgain(WireMessage message)
    {
        foreach (var dialect in (ReadOnlySpan<FrameDialect>)[FrameDialect.BE16, FrameDialect.LE4])
        {
            using var writer = new PacketWriter();
            var written = writer.Write(message, dialect);
            Require(PacketReader.TryRead(written, out var again, out _) && again.Single?.GetType() == message.GetType(), "what was read can be said again");
        }
    }

    // The bytes as they are, and behind a header that announces them: as a stream of frames, in each dialect.
    private static void ReadFrames(byte[] bytes)
    {
        foreach (var dialect in (ReadOnlySpan<FrameDialect>)[FrameDialect.BE16, FrameDialect.LE16, FrameDialect.BE4, FrameDialect.LE4])
        {
            ReadFrames(bytes, dialect);
            var announced = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(announced, bytes.Length);
            if (!dialect.IsBigEndian())
            {
                announced.AsSpan().Reverse();
            }

            ReadFrames([.. announced, .. new byte[dialect.HeaderSize() - 4], .. bytes, .. bytes], dialect);
        }
    }

    private static void ReadFrames(byte[] bytes, FrameDialect dialect)
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        long before;
        FrameReadStatus status;
        do
        {
            before = buffer.Length;
            status = FrameReader.TryRead(ref buffer, dialect, FrameLimits.MaxDataLength, out var data, out var length);
            Require(status != FrameReadStatus.Frame || (data.Length == length && before - buffer.Length == dialect.HeaderSize() + length), "a frame is what it announces");
            Require(status == FrameReadStatus.Frame || buffer.Length == before, "only a frame is consumed");
            Require(FrameReader.BytesNeeded(buffer, dialect) >= 0, "bytes needed are not negative");
        }
        while (status == FrameReadStatus.Frame);
    }

    private static void Require(bool holds, string promise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"A promise was broken: {promise}.");
        }
    }
}
