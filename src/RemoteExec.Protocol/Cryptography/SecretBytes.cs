using System.Security.Cryptography;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// A secret in memory that the garbage collector never moves (so it leaves no copies behind) and that is zeroed when
/// it is let go. Reading it afterwards throws: sealing under a zeroed key would send plaintext to everyone.
/// </summary>
internal sealed class SecretBytes(int length) : IDisposable
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);
    private volatile bool _gone;

    internal Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_gone, this);
            return _bytes;
        }
    }

    public void Dispose()
    {
        _gone = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }
}
