namespace RemoteExec.Protocol.Cryptography;

/// <summary>The operating system's randomness, by way of libsodium.</summary>
public static class Randomness
{
    /// <summary>Fills a span with bytes nobody can predict.</summary>
    /// <param name="destination">Any length.</param>
    public static void Fill(Span<byte> destination) => Sodium.RandomBytes(destination, (nuint)destination.Length);
}
