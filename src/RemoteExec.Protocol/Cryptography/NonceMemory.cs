namespace RemoteExec.Protocol.Cryptography;

/// <summary>
/// Remembers the last nonces of a peer, oldest out first. Finding and adding take constant time. It starts small,
/// because most connections are idle, and doubles up to its capacity; from then on it allocates nothing.
/// </summary>
internal sealed class NonceMemory(int capacity)
{
    private const int Smallest = 16;
    private const int None = -1;

    // A ring of entries, and a hash table of chains through it. A bucket or link holds the index of an entry.
    private Entry[] _ring = [];
    private int[] _buckets = [];
    private int _count;
    private int _oldest;

    internal bool Contains(in Nonce nonce)
    {
        if (_count == 0)
        {
            return false;
        }

        for (var i = _buckets[Bucket(nonce)]; i != None; i = _ring[i].Next)
        {
            if (_ring[i].Nonce == nonce)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a nonce that is not in the memory yet.</summary>
    internal void Add(in Nonce nonce)
    {
        int slot;
        if (_count < capacity)
        {
            if (_count == _ring.Length)
            {
                Grow();
            }

            slot = _count++;
        }
        else
        {
            slot = _oldest;
            _oldest = (_oldest + 1) % capacity;
            Unlink(slot);
        }

        Link(slot, nonce);
    }

    private void Grow()
    {
        var size = Math.Min(capacity, Math.Max(Smallest, _ring.Length * 2));
        Array.Resize(ref _ring, size);
        _buckets = new int[size];
        Array.Fill(_buckets, None);
        for (var i = 0; i < _count; i++)
        {
            Link(i, _ring[i].Nonce);
        }
    }

    private void Link(int slot, in Nonce nonce)
    {
        ref var head = ref _buckets[Bucket(nonce)];
        _ring[slot] = new Entry(nonce, head);
        head = slot;
    }

    private void Unlink(int slot)
    {
        ref var link = ref _buckets[Bucket(_ring[slot].Nonce)];
        while (link != slot)
        {
            link = ref _ring[link].Next;
        }

        link = _ring[slot].Next;
    }

    // HashCode is seeded per process, so a peer cannot choose nonces that share a bucket.
    private int Bucket(in Nonce nonce) =>
        (int)((uint)HashCode.Combine((ulong)nonce.Prefix, (ulong)(nonce.Prefix >> 64), nonce.Counter) % (uint)_buckets.Length);

    private struct Entry(Nonce nonce, int next)
    {
        internal readonly Nonce Nonce = nonce;
        internal int Next = next;
    }
}
