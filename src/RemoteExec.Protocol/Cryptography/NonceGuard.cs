using RemoteExec.Protocol.Framing;

namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Decides whether a received nonce may be used. Any peer: not our own prefix, not one of the last it used. A peer
/// that proved an identity: always the same prefix, and a counter that starts at 0 and rises by exactly one.
/// </summary>
internal sealed class NonceGuard(UInt128 ownPrefix)
{
    private NonceMemory? _memory = new(FrameLimits.RememberedNonces);
    private UInt128 _firstPrefix;
    private ulong _opened;
    private bool _inOrder = true;

    /// <summary>Judges a nonce before its packet is decrypted: a packet that would be refused is not even read.</summary>
    internal OpenStatus Check(in Nonce nonce)
    {
        if (nonce.Prefix == ownPrefix)
        {
            return OpenStatus.Reflected;
        }

        if (_memory is not null)
        {
            return _memory.Contains(nonce) ? OpenStatus.Replayed : OpenStatus.Opened;
        }

        if (_inOrder && IsNext(nonce))
        {
            return OpenStatus.Opened;
        }

        return _inOrder && nonce.Prefix == _firstPrefix && nonce.Counter < _opened
            ? OpenStatus.Replayed
            : OpenStatus.OutOfOrder;
    }

    /// <summary>Remembers the nonce of an authentic packet. A forged one must not push real ones out.</summary>
    internal void Accept(in Nonce nonce)
    {
        _inOrder = _inOrder && IsNext(nonce);
        if (_opened == 0)
        {
            _firstPrefix = nonce.Prefix;
        }

        _opened++;
        _memory?.Add(nonce);
    }

    /// <summary>
    /// From now on the peer must count. That is known only after its first packet was opened, so what came before is
    /// judged in retrospect.
    /// </summary>
    /// <returns>Whether everything so far was in order.</returns>
    internal bool RequireCounter()
    {
        _memory = null;
        return _inOrder;
    }

    private bool IsNext(in Nonce nonce) =>
        nonce.Counter == _opened && (_opened == 0 || nonce.Prefix == _firstPrefix);
}
