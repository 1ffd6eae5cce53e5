using System.Text;
using RemoteExec.Server.Sequences.Files;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>What is no file for us, whatever it says.</summary>
public class SyntaxTests
{
    [Theory]
    [InlineData("name: &a show\n", 1, 7, "name", "anchors are not taken: leave out &a")]
    [InlineData("name: *a\n", 1, 7, "name", "aliases are not taken: write out what *a stands for")]
    [InlineData("name: !!str show\n", 1, 7, "name", "tags such as !!str are not taken")]
    [InlineData("name: !<x> show\n", 1, 7, "name", "tags such as !!str are not taken")]
    [InlineData("name: \"a\\0b\"\n", 1, 7, "name", "a text may not hold a NUL")]
    [InlineData("name: a\n? [b]\n: c\n", 2, 3, "", "the name of a member is a plain text")]
    public void WhatYamlHasAndWeDoNot_IsRefused(string text, int line, int column, string path, string sentence)
    {
        // There are no tracks either; whether that is told too is not the point.
        var problem = Assert.Single(Texts.Wrong(text), problem => problem.Path == path);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: @show\n", 1, 7, "name", "a text that begins with @ needs quotes")]
    [InlineData("name: `show`\n", 1, 7, "name", "a text that begins with ` needs quotes")]
    [InlineData("name: a: b\n", 1, 8, "name", "a text that holds \": \" needs quotes")]
    [InlineData("name: a\n tracks: []\n", 2, 8, "name", "a text that holds \": \" needs quotes; else this stands in the wrong line")]
    [InlineData("tracks:\n    - a: 1\n  - b: 2\n", 3, 3, "", "this is")]
    [InlineData("a:\n    b: 1\n  c: 2\n", 3, 3, "", "indented neither")]
    [InlineData("name:\n\tshow: 1\n", 2, 1, "name", "a tab cannot indent: use spaces")]
    [InlineData("tracks:\n  - a: 1\n  \tb: 2\n", 3, 3, "tracks[0].a", "a tab cannot indent: use spaces")]
    [InlineData("name: \"show\n", 1, 7, "name", "this is not YAML: while scanning a quoted scalar")]
    [InlineData("name: [a, b\n", 2, 1, "name", "this is not YAML")]
    [InlineData("name: \"\\q\"\n", 1, 7, "name", "unknown escape character")]
    [InlineData("name: \"\\UFFFFFFFF\"\n", 1, 18, "name", "this is not YAML")]
    [InlineData("name: \"\\ud800\"\n", 1, 7, "name", "this is not YAML")]
    [InlineData("name: !<::> a\n", 1, 12, "name", "this is not YAML")]
    [InlineData("%TAG ! \n---\nname: a\n", 1, 8, "", "this is not YAML")]
    [InlineData("name: a\n]\n", 2, 1, "", "this is")]
    [InlineData(Texts.Head + "---\nname: b\n", 6, 1, "", "a file holds one sequence")]
    [InlineData(Texts.Head + "...\n---\nname: b\n", 7, 1, "", "a file holds one sequence")]
    [InlineData("name: a\u0007\n", 1, 8, "", "the character U+0007 may not stand in a file; in double quotes write it as \\u0007")]
    [InlineData("name: a\0\n", 1, 8, "", "the file holds a NUL")]
    [InlineData("name: \"a\u2028b\"\n", 1, 9, "", "the character U+2028 may not stand in a file")]
    [InlineData("name: a\uFEFF\n", 1, 8, "", "the character U+FEFF")]
    public void WhatIsNoYaml_SaysWhere(string text, int line, int column, string path, string sentence)
    {
        var problem = Texts.Wrong(text)[0];
        Assert.Equal((line, column, path), (problem.Line, problem.Column, problem.Path));
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    // Not as data of a theory: metadata is UTF-8.
    [Fact]
    public void HalfOfACharacter_SaysWhere() => Texts.IsOneProblem("name: 😀\ud800\n", 1, 9, "", "half of a character");

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)'\n', 0xC3, (byte)'b' }, 2, 1)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, 1)]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', 0xE4 }, 1, 2)]
    [InlineData(new byte[] { (byte)'a', 0xED, 0xA0, 0x80 }, 1, 2)]
    public void WhatIsNotUtf8_SaysWhere(byte[] bytes, int line, int column)
    {
        var problem = Assert.Single(SequenceFile.Read(bytes).Problems);
        Assert.Equal((line, column, "the file is not UTF-8: save it as that"), (problem.Line, problem.Column, problem.Sentence));
    }

    [Fact]
    public void BytesWithAMark_AreRead() => Assert.True(SequenceFile.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Texts.Head)]).IsRight);

    [Theory]
    [InlineData(FileLimits.MaxBytes, true)]
    [InlineData(FileLimits.MaxBytes + 1, false)]
    public void AFile_IsAtMostAMebibyte(int size, bool isRight)
    {
        var text = Texts.Head + "#" + new string('x', size - Texts.Head.Length - 1);
        foreach (var reading in new[] { SequenceFile.Read(text), SequenceFile.Read(Encoding.UTF8.GetBytes(text)) })
        {
            Assert.Equal(isRight, reading.IsRight);
            Assert.All(reading.Problems, problem => Assert.Equal("the file is larger than 1048576 bytes: split the sequence", problem.Sentence));
        }
    }

    [Theory]
    [InlineData(FileLimits.MaxDepth, "unknown member deep")]
    [InlineData(FileLimits.MaxDepth + 1, "nested more than 16 deep")]
    public void Nesting_IsAtMost16Deep(int depth, string sentence)
    {
        var problems = Texts.Wrong(Texts.Head + "deep: " + new string('[', depth - 1) + new string(']', depth - 1) + "\n");
        Assert.Contains(sentence, Assert.Single(problems).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_AreToldUpTo100()
    {
        var problems = Texts.Wrong(Texts.Head + string.Concat(Enumerable.Range(0, 500).Select(i => $"x{i}: 1\n")));

        Assert.Equal(FileLimits.MostProblems + 1, problems.Count);
        Assert.Equal("there are more than 100 problems; mend these first", problems[^1].Sentence);
    }

    [Theory]
    [InlineData("tracks", "[{ target: a, steps: [{ application: b }] }]", 1_025, "tracks", "tracks may hold at most 1024, not 1025")]
    [InlineData("notify", "a@example.org", 33, "notify", "notify may hold at most 32, not 33")]
    [InlineData("steps", "{ application: b }", 257, "tracks[0].steps", "steps may hold at most 256, not 257")]
    [InlineData("arguments", "x", 129, "tracks[0].steps[0].arguments", "arguments may hold at most 128, not 129")]
    [InlineData("expected", "0", 65, "tracks[0].steps[0].expected", "expected may hold at most 64, not 65")]
    public void Lists_HaveAMost(string name, string item, int count, string path, string sentence)
    {
        var list = $"{name}: [{string.Join(", ", Enumerable.Repeat(item, count))}]\n";
        var problems = Texts.Wrong(name switch
        {
            "tracks" => $"name: a\n{list}",
            "notify" => Texts.Head + list,
            "steps" => $"name: a\ntracks:\n- target: a\n  {list}",
            _ => Texts.Step(list),
        });
        Assert.Contains(problems, problem => problem.Path == path && problem.Sentence == sentence);
    }

    [Fact]
    public void Steps_AreAtMost2048InAll()
    {
        var track = string.Join(", ", Enumerable.Range(0, 256).Select(i => $"{{ application: p{i} }}"));
        var text = "name: a\ntracks:\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"- {{ target: m{i}, steps: [{track}] }}\n"));
        Texts.IsOneProblem(text, 3, 1, "tracks", "a sequence has 1–2048 steps in all, not 2304");
    }

    [Theory]
    [InlineData("[a-f]{2}", 2_000, true)]
    [InlineData("[a-f]{{2}}{0}", FileLimits.MostPatterns, true)]
    [InlineData("[a-f]{{2}}{0}", FileLimits.MostPatterns + 2, false)]
    public void Patterns_AreAtMost256DifferentOnes(string pattern, int count, bool isRight)
    {
        var steps = Enumerable.Range(0, count).Select(i => $"  - {{ application: p{i}, ready: {{ log: '{(pattern.Contains("{0}", StringComparison.Ordinal) ? string.Format(null, pattern, i) : pattern)}' }} }}\n");
        var reading = SequenceFile.Read("name: a\ntracks:\n" + string.Concat(steps.Chunk(200).Select((track, i) => $"- target: m{i}\n  steps:\n{string.Concat(track)}")));

        Assert.Equal(isRight, reading.IsRight);
        if (!isRight)
        {
            Assert.Equal(("tracks[1].steps[56].ready.log", "a file holds at most 256 different patterns"), (Assert.Single(reading.Problems).Path, reading.Problems[0].Sentence));
        }
    }

    [Fact]
    public void APatternThatIsWrongTwice_IsToldTwice()
    {
        var problems = Texts.Wrong(Texts.Step("ready: { log: '(' }") + "      - { application: b, ready: { log: '(' } }\n");

        Assert.Equal([(6, 23), (7, 41)], problems.Select(problem => (problem.Line, problem.Column)));
    }

    // Whatever goes round and round in a reader does so here; each of them is over in a moment, or this test is not.
    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{a: ")]
    [InlineData("[a,")]
    [InlineData("- ")]
    [InlineData("- - \n")]
    [InlineData("? ")]
    [InlineData("? - ")]
    [InlineData("a: ")]
    [InlineData("a:\n")]
    [InlineData("a\n")]
    [InlineData("\"")]
    [InlineData("'")]
    [InlineData("&a ")]
    [InlineData("*a ")]
    [InlineData("!")]
    [InlineData("|\n")]
    [InlineData("---\n")]
    [InlineData("%TAG !a! b\n")]
    [InlineData("\t")]
    [InlineData("#\n")]
    [InlineData("[],")]
    [InlineData("a: &a [*a, *a]\n")]
    [InlineData("\uFEFF")]
    public void ALotOfAnything_IsRefused(string piece)
    {
        foreach (var before in new[] { "", "name: [", "name: \"", Texts.Head + "        arguments:\n", Texts.Head + "        arguments: [" })
        {
            var many = new StringBuilder(before);
            while (many.Length + piece.Length <= FileLimits.MaxBytes / 3)
            {
                many.Append(piece);
            }

            var reading = SequenceFile.Read(many.ToString());
            Assert.Equal(reading.IsRight, reading.Problems.Count == 0);
        }
    }
}
