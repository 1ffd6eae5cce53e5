using System.Buffers;

namespace RemoteExec.Processes.Keeping.Logs;

/// <summary>
/// What one process wrote, in files that are cut off at both ends: taken parts and, when there is too much, the oldest ones are deleted. Positions count every byte that was ever put in, headers too, and never repeat.
/// Both streams share it, so their order is kept. Not for several threads.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private readonly LogFolder _folder;
    private readonly string _name;
    private readonly List<long> _parts;
    private readonly long[] _offsets = new long[3];
    private FileStream? _file;

    private LogWriter(LogFolder folder, string name, List<long> parts)
    {
        _folder = folder;
        _name = name;
        _parts = parts;
    }

    /// <summary>Everything before it was taken or let go.</summary>
    internal long Start { get; private set; }

    /// <summary>Where the next byte goes.</summary>
    internal long End { get; private set; }

    /// <summary>Bytes that nobody has taken yet.</summary>
    internal long Waiting => End - Start;

    /// <summary>Opens a log, and finds its end if an earlier keeper wrote it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static LogWriter Open(LogFolder folder, string name, IReadOnlyList<long> parts)
    {
        var log = new LogWriter(folder, name, [.. parts]);
        if (parts.Count > 0)
        {
            log.Start = parts[0];
            log.FindEnd();
        }

        return log;
    }

    /// <summary>Appends a piece. The disk may be full: then it is counted and not kept, so that the program does not suffer from its output.</summary>
    /// <exception cref="IOException">It could not be written; it counts as a gap.</exception>
    internal void Append(OutputStream stream, ReadOnlySpan<byte> data)
    {
        var offset = _offsets[(int)stream];
        _offsets[(int)stream] += data.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(data.Length + (((data.Length / LogRecord.MaxLength) + 1) * LogRecord.HeaderSize));
        try
        {
            var size = 0;
            while (!data.IsEmpty)
            {
                var piece = data[..Math.Min(data.Length, LogRecord.MaxLength)];
                var record = new LogRecord(stream, piece.Length, offset);
                record.Write(buffer.AsSpan(size));
                piece.CopyTo(buffer.AsSpan(size + LogRecord.HeaderSize));
                size += record.Size;
                offset += piece.Length;
                data = data[piece.Length..];
            }

            Write(buffer.AsSpan(0, size));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Counts bytes that are not kept.</summary>
    internal void Skip(OutputStream stream, long count) => _offsets[(int)stream] += count;

    /// <summary>Everything before a position was taken.</summary>
    internal void TakenTo(long position)
    {
        Start = Math.Clamp(position, Start, End);
        while (_parts.Count > 1 && _parts[1] <= Start)
        {
            DeleteOldest();
        }
    }

    /// <summary>Lets the oldest file go.</summary>
    internal void DropOldest()
    {
        if (_parts.Count > 1)
        {
            TakenTo(_parts[1]);
        }
    }

    /// <summary>Deletes everything.</summary>
    internal void Delete()
    {
        Dispose();
        Start = End;
        while (_parts.Count > 0)
        {
            DeleteOldest();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var file = Current();
            var at = End - _parts[^1];
            if (file.Length > at)
            {
                // A part of what was being written when the disk was full, or when an earlier keeper died.
                file.SetLength(at);
            }

            file.Seek(at, SeekOrigin.Begin);
            file.Write(bytes);
            End += bytes.Length;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private FileStream Current()
    {
        if (_parts.Count > 0 && End - _parts[^1] < LogLimits.PerFile)
        {
            return _file ??= OpenFile(_parts[^1]);
        }

        Dispose();
        _file = OpenFile(End);
        _parts.Add(End);
        return _file;
    }

    private FileStream OpenFile(long position)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(_folder.PathOf(_name, position), options);
    }

    private void DeleteOldest()
    {
        File.Delete(_folder.PathOf(_name, _parts[0]));
        _parts.RemoveAt(0);
    }

    private void FindEnd()
    {
        End = Start;
        var reader = new LogReader(_folder, _name);
        while (reader.Next(End, long.MaxValue) is { } record)
        {
            _offsets[(int)record.Stream] = record.Offset + record.Length;
            End += record.Size;
        }

        // What follows the last whole record was never finished.
        while (_parts.Count > 1 && _parts[^1] > End)
        {
            File.Delete(_folder.PathOf(_name, _parts[^1]));
            _parts.RemoveAt(_parts.Count - 1);
        }
    }
}
