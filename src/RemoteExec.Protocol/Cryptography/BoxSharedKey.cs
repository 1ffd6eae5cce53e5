namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// The key that both ends of one connection share, computed once (crypto_box_beforenm). Its owner disposes it after
/// the connection's reading and writing have ended.
/// </summary>
public sealed class BoxSharedKey : IDisposable
{
    private readonly SecretBytes _key = new(Sodium.KeyBytes);

    internal BoxSharedKey()
    {
    }

    internal ReadOnlySpan<byte> Key => _key.Span;

    internal Span<byte> Writable => _key.Span;

    /// <summary>Zeroes the key. Sealing or opening with it afterwards throws.</summary>
    public void Dispose() => _key.Dispose();
}
