using System.Numerics;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Per-thread working memory for packets on their way through base64. It grows to the largest packet a thread has
/// seen and is then reused, so sealing and opening allocate nothing. Plaintext and keys never pass through it.
/// </summary>
internal static class Scratch
{
    private const int Smallest = 4_096;

    [ThreadStatic]
    private static byte[]? _encoded;

    [ThreadStatic]
    private static byte[]? _binary;

    /// <summary>Room for base64 text that arrived in more than one piece.</summary>
    internal static Span<byte> Encoded(int length) => Room(ref _encoded, length);

    /// <summary>Room for nonce and box.</summary>
    internal static Span<byte> Binary(int length) => Room(ref _binary, length);

    private static Span<byte> Room(ref byte[]? buffer, int length)
    {
        if (buffer is null || buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, Smallest)));
        }

        return buffer.AsSpan(0, length);
    }
}
