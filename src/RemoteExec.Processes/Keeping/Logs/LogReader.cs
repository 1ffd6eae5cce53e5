using Microsoft.Win32.SafeHandles;

namespace RemoteExec.Processes.Keeping.Logs;

/// <summary>Reads a log while its keeper writes it, from any position that begins a record.</summary>
public sealed class LogReader : IDisposable
{
    private readonly LogFolder _folder;
    private readonly string _name;
    private SafeFileHandle? _file;
    private long _begin;

    // Where the record that was found last begins.
    private long _at;

    /// <param name="folder">Where the logs are.</param>
    /// <param name="name">Which.</param>
    public LogReader(string folder, string name)
        : this(new LogFolder(folder), name)
    {
    }

    internal LogReader(LogFolder folder, string name)
    {
        _folder = folder;
        _name = name;
    }

    /// <summary>
    /// Takes the next piece: records of one stream that follow each other without a gap, as many as fit.
    /// </summary>
    /// <param name="position">Where to go on; moved to what follows the piece, over what was let go meanwhile.</param>
    /// <param name="end">Where the log ends.</param>
    /// <param name="data">Takes the bytes; at least <see cref="LogRecord.MaxLength"/>.</param>
    /// <returns>The piece; null: there is nothing more before the end.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public LogRecord? Read(ref long position, long end, Span<byte> data)
    {
        LogRecord? piece = null;
        while (Next(position, end) is { } record)
        {
            position = _at;
            if (piece is { } begun && (record.Stream != begun.Stream || record.Offset != begun.Offset + begun.Length || begun.Length + record.Length > data.Length))
            {
                break;
            }

            var into = data.Slice(piece?.Length ?? 0, record.Length);
            if (!ReadFully(into, position - _begin + LogRecord.HeaderSize))
            {
                break;
            }

            piece = piece is { } earlier ? earlier with { Length = earlier.Length + record.Length } : record;
            position += record.Size;
        }

        if (piece is null && position < end)
        {
            // All that was left of it has been let go.
            position = end;
        }

        return piece;
    }

    /// <summary>The header of the record at a position, or of the first one after it that is still there.</summary>
    internal LogRecord? Next(long position, long end)
    {
        Span<byte> header = stackalloc byte[LogRecord.HeaderSize];
        _at = position;
        if (position < _begin)
        {
            // Back to a file before the one that is open: who reads on from there must not skip what is between.
            Dispose();
        }

        while (_at < end)
        {
            if (_file is not null && _at >= _begin && ReadFully(header, _at - _begin) && LogRecord.Read(header) is { } record && _at + record.Size <= end && Holds(record))
            {
                return record;
            }

            if (!(_file is null && _begin <= _at && TryOpen(_begin)) && !MoveOn())
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Closes the file it reads, until it reads on: who waits for a quiet program holds no descriptor.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private bool Holds(LogRecord record) => RandomAccess.GetLength(_file!) >= _at - _begin + record.Size;

    // Opens the file that holds the position; the next one when that was let go.
    private bool MoveOn()
    {
        var was = _file is null ? -1 : _begin;
        Dispose();
        if (_at > was && TryOpen(_at))
        {
            return true;
        }

        var parts = _folder.PartsOf(_name);
        var holding = parts.FindLast(part => part <= _at);
        var candidates = parts.Where(part => part > was && (part > _at || part == holding)).ToList();
        foreach (var part in candidates)
        {
            // One that was let go in this moment has a successor.
            if (TryOpen(part))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryOpen(long part)
    {
        try
        {
            _file = File.OpenHandle(_folder.PathOf(_name, part), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _begin = part;
            _at = Math.Max(_at, part);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private bool ReadFully(Span<byte> into, long at)
    {
        while (!into.IsEmpty)
        {
            var count = RandomAccess.Read(_file!, into, at);
            if (count == 0)
            {
                return false;
            }

            into = into[count..];
            at += count;
        }

        return true;
    }
}
