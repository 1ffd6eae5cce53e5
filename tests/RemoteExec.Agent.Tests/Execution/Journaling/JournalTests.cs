using System.Text;
using RemoteExec.Agent.Execution.Journaling;
using RemoteExec.Agent.Execution.Ledger;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Agent.Tests.Execution.Journaling;

public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-journal-");

    private string File1 => Path.Combine(_folder.FullName, "a.journal");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Append_ThenRead_AddsUp()
    {
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            journal.Append([Received(1), Received(2)], sync: true);
            journal.Append([new LedgerLine { Sequence = 1_001 }], sync: false);
        }

        var content = JournalReader.Read(File1);

        Assert.Equal([1, 2], content.State.Starts.Keys.Select(id => id.Number!.Value).Order());
        Assert.Equal(1_001, content.Sequence);
        Assert.Null(content.Damage);
        Assert.True(content.State.Complete);
    }

    [Fact]
    public void Read_CutAtAnyByte_LosesOnlyTheLineThatWasBeingWritten()
    {
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            journal.Append([Received(1), Received(2)], sync: true);
        }

        var whole = File.ReadAllBytes(File1);
        var firstLine = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(File1, whole[..length]);
            var content = JournalReader.Read(File1);

            Assert.Null(content.Damage);
            Assert.Equal((length >= firstLine ? 1 : 0) + (length == whole.Length ? 1 : 0), content.State.Starts.Count);
        }
    }

    [Fact]
    public void Append_AfterACutLine_DoesNotRunIntoIt()
    {
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            journal.Append([Received(1)], sync: true);
        }

        File.AppendAllText(File1, "{\"received\":{\"id\"");
        var content = JournalReader.Read(File1);
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            journal.Append([Received(2)], sync: true);
        }

        Assert.Single(content.State.Starts);
        Assert.Equal(2, JournalReader.Read(File1).State.Starts.Count);
    }

    [Fact]
    public void Read_DamagedLine_IsKeptAsideAndSaid()
    {
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            journal.Append([Received(1), Received(2), Received(3)], sync: true);
        }

        var lines = File.ReadAllLines(File1);
        File.WriteAllText(File1, lines[0] + "\n\0\xff damaged\n" + lines[2] + "\n", Encoding.Latin1);

        var content = JournalReader.Read(File1);

        Assert.Equal([1, 3], content.State.Starts.Keys.Select(id => id.Number!.Value).Order());
        Assert.False(content.State.Complete);
        Assert.Contains("line 2", content.Damage!, StringComparison.Ordinal);
        Assert.True(File.Exists(File1 + ".damaged-1"));
    }

    [Fact]
    public void Rewrite_IsShorterAndAddsUpToTheSame()
    {
        using (var journal = new JournalFile(File1, JournalReader.Read(File1).Length))
        {
            for (var i = 0; i < 100; i++)
            {
                journal.Append([Received(1)], sync: false);
            }

            var before = journal.Length;
            journal.Rewrite(LedgerRules.Rewrite(JournalReader.Read(File1).State, 7));
            journal.Append([Received(2)], sync: true);
            Assert.True(journal.Length < before / 10);
        }

        var content = JournalReader.Read(File1);
        Assert.Equal(2, content.State.Starts.Count);
        Assert.Equal(7, content.Sequence);
    }

    [Fact]
    public void Journal_HoldsEnvironments_SoOnlyItsOwnerReadsIt()
    {
        using var journal = new JournalFile(File1, JournalReader.Read(File1).Length);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(File1));
    }

    private static LedgerLine Received(long id) => Assert.Single(
        LedgerRules.Execute(LedgerState.Empty, [new ExecuteEntry { Id = new WireId(id), Application = "app", Arguments = ["a b", "ü\n"] }], true, DateTimeOffset.UnixEpoch).Lines);
}
