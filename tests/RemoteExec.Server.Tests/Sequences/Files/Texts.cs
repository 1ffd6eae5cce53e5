using System.Text.Json;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Sequences.Files;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>Files in few words, and what they must be.</summary>
internal static class Texts
{
    internal const string Head = "name: show\ntracks:\n  - target: left\n    steps:\n      - application: warp\n";

    private const string Indent = "        ";

    /// <summary>A file with one step of which this is line 6; its columns begin with 9.</summary>
    internal static string Step(string lines) => Head + Indent + lines.Replace("\n", "\n" + Indent, StringComparison.Ordinal) + "\n";

    internal static Sequence Right(string text)
    {
        var reading = SequenceFile.Read(text);
        Assert.Empty(reading.Problems);
        Assert.True(reading.IsRight);
        return reading.Sequence;
    }

    internal static IReadOnlyList<SequenceFileProblem> Wrong(string text)
    {
        var reading = SequenceFile.Read(text);
        Assert.False(reading.IsRight);
        Assert.NotEmpty(reading.Problems);
        return reading.Problems;
    }

    /// <summary>Exactly one problem, exactly there.</summary>
    internal static void IsOneProblem(string text, int line, int column, string path, string sentence)
    {
        var problem = Assert.Single(Wrong(text));
        Assert.Equal((line, column, path), (problem.Line, problem.Column, problem.Path));
        Assert.Contains(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    /// <summary>The same, lists and all.</summary>
    internal static void AreSame(Sequence expected, Sequence? actual) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
}
