namespace RemoteExec.Protocol.Cryptography;

/// <summary>Guards in front of native calls: a wrong length there is memory that is not ours.</summary>
internal static class Lengths
{
    internal static void Require(ReadOnlySpan<byte> value, int length, string parameter)
    {
        if (value.Length != length)
        {
            throw new ArgumentException($"Must be {length} bytes, not {value.Length}.", parameter);
        }
    }
}
