using System.Buffers.Binary;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>The 24 bytes of a nonce as a value: a 16-byte prefix and, for peers that count, a counter.</summary>
internal readonly record struct Nonce(UInt128 Prefix, ulong Counter)
{
    //  0                              16        24
    //  +------------------------------+----------+
    //  | PREFIX                       | COUNTER  |   both in network byte order
    //  +------------------------------+----------+

    internal static Nonce Read(ReadOnlySpan<byte> bytes) =>
        new(ReadPrefix(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[BoxSealer.NoncePrefixLength..]));

    internal static UInt128 ReadPrefix(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
