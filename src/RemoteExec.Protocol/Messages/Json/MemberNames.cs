using System.Text;

namespace RemoteExec.Protocol.Messages.Json;

/// <summary>
/// Which names each open object has had so far. Few plain names are kept as places in the text and compared one by one; an object with many names, or with escaped
/// ones, gets a set, so that a hostile one costs no more than its length.
/// </summary>
internal sealed class MemberNames
{
    private const int FewNames = 16;

    [ThreadStatic]
    private static MemberNames? _rented;

    private readonly OpenObject[] _objects = new OpenObject[MessageLimits.MaxDepth + 1];
    private int _depth;

    private MemberNames()
    {
        for (var i = 0; i < _objects.Length; i++)
        {
            _objects[i] = new OpenObject();
        }
    }

    /// <summary>This thread's instance, empty. It must not be used by anyone else until the caller is done.</summary>
    internal static MemberNames Rent()
    {
        var names = _rented ??= new MemberNames();
        names._depth = 0;
        return names;
    }

    internal void EnterObject() => _objects[++_depth].Clear();

    internal void LeaveObject() => _depth--;

    internal bool TryAdd(int start, int length, ReadOnlySpan<byte> json) => _objects[_depth].TryAdd(start, length, json);

    internal bool TryAdd(string unescaped, ReadOnlySpan<byte> json) => _objects[_depth].TryAdd(unescaped, json);

    private sealed class OpenObject
    {
        private readonly (int Start, int Length)[] _few = new (int, int)[FewNames];
        private int _count;
        private HashSet<string>? _many;

        internal void Clear()
        {
            _count = 0;
            _many = null;
        }

        internal bool TryAdd(int start, int length, ReadOnlySpan<byte> json)
        {
            var name = json.Slice(start, length);
            if (_many is not null || _count == FewNames)
            {
                return TryAdd(Encoding.UTF8.GetString(name), json);
            }

            foreach (var seen in _few.AsSpan(0, _count))
            {
                if (json.Slice(seen.Start, seen.Length).SequenceEqual(name))
                {
                    return false;
                }
            }

            _few[_count++] = (start, length);
            return true;
        }

        internal bool TryAdd(string name, ReadOnlySpan<byte> json)
        {
            if (_many is null)
            {
                _many = new HashSet<string>(StringComparer.Ordinal);
                foreach (var seen in _few.AsSpan(0, _count))
                {
                    _many.Add(Encoding.UTF8.GetString(json.Slice(seen.Start, seen.Length)));
                }
            }

            return _many.Add(name);
        }
    }
}
