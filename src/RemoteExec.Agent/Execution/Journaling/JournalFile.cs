using System.Buffers;
using System.Text.Json;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Agent.Hosting;

namespace RemoteExec.Agent.Execution.Journaling;

/// <summary>
/// One server's journal: a line of JSON for everything that changes its ledger, appended, and forced to the disk before a program is started. What could not be written
/// (a full disk) is kept, and written before anything else.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly ArrayBufferWriter<byte> _unwritten = new();
    private readonly Utf8JsonWriter _writer;
    private FileStream _file;
    private long _good;
    private bool _unsynced;

    /// <summary>Opens a journal, or makes one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How much of it is whole lines; the beginning of one that was cut off is overwritten.</param>
    internal JournalFile(string path, long length)
    {
        Path = path;
        _writer = new Utf8JsonWriter(_unwritten);
        _file = OwnerFile.Open(path, FileMode.OpenOrCreate, FileShare.Read);
        _good = length;
    }

    internal string Path { get; }

    /// <summary>Bytes on disk.</summary>
    internal long Length => _good;

    /// <summary>Appends lines.</summary>
    /// <param name="lines">In order.</param>
    /// <param name="sync">Whether they must survive a crash of the machine before this returns.</param>
    /// <exception cref="IOException">The disk is full or broken; the lines are kept and written with the next ones.</exception>
    internal void Append(IEnumerable<LedgerLine> lines, bool sync)
    {
        foreach (var line in lines)
        {
            _writer.Reset();
            JsonSerializer.Serialize(_writer, line, LedgerJson.Default.LedgerLine);
            _writer.Flush();
            _unwritten.Write("\n"u8);
        }

        if (_unwritten.WrittenCount > 0)
        {
            Write();
        }

        if (sync && _unsynced)
        {
            _file.Flush(flushToDisk: true);
            _unsynced = false;
        }
    }

    /// <summary>Replaces the whole journal by lines that add up to the same.</summary>
    /// <exception cref="IOException">The disk is full or broken; the old journal stands.</exception>
    internal void Rewrite(IEnumerable<LedgerLine> lines)
    {
        var content = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(content))
        {
            foreach (var line in lines)
            {
                writer.Reset();
                JsonSerializer.Serialize(writer, line, LedgerJson.Default.LedgerLine);
                writer.Flush();
                content.Write("\n"u8);
            }
        }

        try
        {
            OwnerFile.Write(Path, content.WrittenSpan);
            var next = OwnerFile.Open(Path, FileMode.OpenOrCreate, FileShare.ReadWrite);
            _file.Dispose();
            _file = next;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        _good = _file.Length;
        _unwritten.ResetWrittenCount();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    private void Write()
    {
        try
        {
            if (_file.Length != _good)
            {
                // A part of a line: a full disk let it through, or its writer died.
                _file.SetLength(_good);
            }

            _file.Seek(_good, SeekOrigin.Begin);
            _file.Write(_unwritten.WrittenSpan);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        _good += _unwritten.WrittenCount;
        _unwritten.ResetWrittenCount();
        _unsynced = true;
    }
}
