using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Sequences.Files;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>Whatever happens to a file, it is read, or what is said about it can be found in it.</summary>
public class MutationTests
{
    [Property(MaxTest = 1_500, Arbitrary = [typeof(AnySequence), typeof(Edits)])]
    public void AnyEdits_AreReadOrRefused(Sequence sequence, Edit[] edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var text = edits.Aggregate(SequenceFile.Write(sequence), (text, edit) => edit.Apply(text));
        IsSound(SequenceFile.Read(text), text);
    }

    [Property(MaxTest = 1_000, Arbitrary = [typeof(AnySequence), typeof(Edits)])]
    public void AnyEditsOfJson_AreReadOrRefused(Sequence sequence, Edit[] edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var text = edits.Aggregate(JsonForm.Of(sequence).ToJsonString(), (text, edit) => edit.Apply(text));
        IsSound(SequenceFile.Read(text), text);
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(AnySequence)])]
    public void AnyBytes_AreReadOrRefused(Sequence sequence, (ushort At, byte Value)[] changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var bytes = Encoding.UTF8.GetBytes(SequenceFile.Write(sequence));
        foreach (var (at, value) in changes)
        {
            bytes[at % bytes.Length] = value;
        }

        // What is not UTF-8 any more counts up to there.
        IsSound(SequenceFile.Read(bytes), Encoding.UTF8.GetString(bytes));
    }

    private static void IsSound(SequenceReading reading, string text)
    {
        Assert.Equal(reading.IsRight, reading.Problems.Count == 0);
        var lines = (text is ['\uFEFF', ..] ? text[1..] : text).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
        Assert.All(reading.Problems, problem =>
        {
            Assert.InRange(problem.Line, 1, lines.Length);
            Assert.InRange(problem.Column, 1, lines[problem.Line - 1].Length + 1);
            Assert.NotEmpty(problem.Sentence);
            Assert.DoesNotContain(problem.ToString(), char.IsControl);
        });
        if (reading.IsRight)
        {
            Texts.AreSame(reading.Sequence, SequenceFile.Read(SequenceFile.Write(reading.Sequence)).Sequence);
        }
    }
}

/// <summary>One thing that somebody's editor, or somebody, does to a text.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">Where, in parts of 1,000.</param>
/// <param name="Length">Of how much.</param>
/// <param name="Text">With what.</param>
public sealed record Edit(int Kind, int At, int Length, string Text)
{
    internal string Apply(string text)
    {
        var at = (int)((long)text.Length * At / 1_000);
        var length = Math.Min(Length, text.Length - at);
        var line = text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;
        return Kind switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Text),
            2 => text.Remove(at, length).Insert(at, Text),
            3 => text.Insert(line, text[at..line]),
            4 => text[..at],
            _ => text[..at] + text[line..],
        };
    }
}

/// <summary>Any edit.</summary>
public static class Edits
{
    private static readonly string[] Pieces =
    [
        " ", "  ", "\t", "\n", "\r", ":", ": ", "-", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", " #", "&a ", "*a", "!", "!!int ", "|", ">", "%", "@", "`", "?", "? ", "\\", "\\u", "\\UFFFFFFFF", "~", "null",
        "---\n", "...\n", "\0", "\u0007", "\ud800", "\ufeff", "\u2028", "é", "name", "delay: 5\n", "500", "1e999", "-1", "ready", "after: [x]", "<<: *a", "é: 1", "99999999999999999999d", "9999999999999T",
    ];

    public static Arbitrary<Edit> Any() => (
        from kind in Gen.Choose(0, 5)
        from at in Gen.Choose(0, 1_000)
        from length in Gen.Elements(1, 1, 2, 5, 40)
        from text in Gen.Elements(Pieces)
        select new Edit(kind, at, length, text)).ToArbitrary();
}
