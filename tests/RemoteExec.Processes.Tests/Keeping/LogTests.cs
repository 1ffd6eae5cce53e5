using System.Text;
using FsCheck.Xunit;
using RemoteExec.Processes.Keeping.Logs;

namespace RemoteExec.Processes.Tests.Keeping;

public sealed class LogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-log-");

    private LogFolder Folder => new(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 100)]
    public bool AnyWrites_AreReadAsTheyWere_AlsoAfterItWasOpenedAgain(byte[][] writes)
    {
        var name = Guid.NewGuid().ToString("N");
        var expected = new List<byte>[] { [], [], [] };
        var log = LogWriter.Open(Folder, name, []);
        for (var i = 0; i < writes.Length; i++)
        {
            if (i == writes.Length / 2)
            {
                log.Dispose();
                log = LogWriter.Open(Folder, name, Folder.PartsOf(name));
            }

            var stream = writes[i].Length % 2 == 0 ? OutputStream.Stdout : OutputStream.Stderr;
            log.Append(stream, writes[i]);
            expected[(int)stream].AddRange(writes[i]);
        }

        var read = ReadAll(name, 0, log.End);
        log.Dispose();
        return read[1].SequenceEqual(expected[1]) && read[2].SequenceEqual(expected[2]);
    }

    [Fact]
    public void Append_LargeWrites_AreCutIntoRecordsAndFiles()
    {
        using var log = LogWriter.Open(Folder, "big", []);
        var data = new byte[3 * LogLimits.PerFile];
        new Random(1).NextBytes(data);
        foreach (var piece in data.Chunk(60_000))
        {
            log.Append(OutputStream.Stdout, piece);
        }

        Assert.Equal(data, ReadAll("big", 0, log.End)[1]);
        Assert.True(Folder.PartsOf("big").Count >= 3);
    }

    [Fact]
    public void TakenTo_WholeFiles_AreDeletedAndTheRestIsStillThere()
    {
        using var log = LogWriter.Open(Folder, "taken", []);
        var piece = new byte[LogRecord.MaxLength];
        while (Folder.PartsOf("taken").Count < 3)
        {
            log.Append(OutputStream.Stdout, piece);
        }

        var second = Folder.PartsOf("taken")[1];
        log.TakenTo(second + 1);

        Assert.Equal(second, Folder.PartsOf("taken")[0]);
        Assert.Equal(log.End - second, ReadAll("taken", second, log.End)[1].Count / LogRecord.MaxLength * (long)(LogRecord.MaxLength + LogRecord.HeaderSize));
    }

    [Fact]
    public void Read_FromAnEarlierFileAgain_SkipsNothing()
    {
        using var log = LogWriter.Open(Folder, "again", []);
        for (var i = 0; Folder.PartsOf("again").Count < 4; i++)
        {
            log.Append(OutputStream.Stdout, BitConverter.GetBytes(i).Concat(new byte[LogRecord.MaxLength - sizeof(int)]).ToArray());
        }

        using var reader = new LogReader(_folder.FullName, "again");
        var whole = Offsets(reader, 0, log.End);
        foreach (var part in Folder.PartsOf("again"))
        {
            Assert.Equal(whole.SkipWhile(one => one.Position < part), Offsets(reader, part, log.End));
        }
    }

    [Fact]
    public void Open_LastRecordWasCutOff_GoesOnBeforeIt()
    {
        using (var log = LogWriter.Open(Folder, "cut", []))
        {
            log.Append(OutputStream.Stdout, "whole"u8);
            log.Append(OutputStream.Stdout, "cut off"u8);
        }

        using (var file = new FileStream(Folder.PathOf("cut", 0), FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        using var again = LogWriter.Open(Folder, "cut", Folder.PartsOf("cut"));
        again.Append(OutputStream.Stdout, " again"u8);

        Assert.Equal("whole again", Encoding.UTF8.GetString([.. ReadAll("cut", 0, again.End)[1]]));
    }

    [Fact]
    public void Read_RandomBytesInstead_AreNoOutput()
    {
        var noise = new byte[10_000];
        new Random(2).NextBytes(noise);
        noise[0] = 7;
        File.WriteAllBytes(Folder.PathOf("noise", 0), noise);

        using var log = LogWriter.Open(Folder, "noise", Folder.PartsOf("noise"));

        Assert.Equal(0, log.End);
    }

    private static List<(long Position, long Offset)> Offsets(LogReader reader, long position, long end)
    {
        var found = new List<(long, long)>();
        var buffer = new byte[LogRecord.MaxLength];
        for (var at = position; reader.Read(ref position, end, buffer) is { } record; at = position)
        {
            found.Add((at, record.Offset));
        }

        return found;
    }

    private List<byte>[] ReadAll(string name, long position, long end)
    {
        using var reader = new LogReader(_folder.FullName, name);
        var streams = new List<byte>[] { [], [], [] };
        var buffer = new byte[LogRecord.MaxLength];
        while (reader.Read(ref position, end, buffer) is { } record)
        {
            streams[(int)record.Stream].AddRange(buffer.AsSpan(0, record.Length));
        }

        Assert.Equal(end, position);
        return streams;
    }
}
