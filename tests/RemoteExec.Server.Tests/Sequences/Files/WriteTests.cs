using FsCheck.Xunit;
using RemoteExec.EndToEnd.Tests.Programs;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Sequences.Files;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>From a sequence to a file.</summary>
public class WriteTests
{
    [Fact]
    public void AShow_IsWrittenInOneWay() => Assert.Equal(
        """
        name: evening-show
        description: Projectors, then the player
        tracks:
          - target: projector-left
            delay: 2s
            steps:
              - application: warp
                path: /opt/show
                arguments: ["--profile", left]
              - name: player
                application: mpv
                path: /usr/bin
                delay: 500ms
                ready: { running: 2s }
                restart: { on: unexpected }
                stop: { grace: 5s }
          - target: wall=east
            after: [projector-left]
            concurrency: 4
            stagger: 250ms
            steps:
              - application: tiles
                path: /opt/show
                arguments: ["--content", /opt/show/evening]
                environment:
                  DISPLAY: ":0"
                ready: { port: 9000, timeout: 1m }
                restart: { on: always }
                limits: { memory: 2GiB, cpu: 1.5 }
              - name: clock
                application: overlay-clock
                path: /opt/show
                required: false
                notify: false
        onFailure: unwind
        notify: [crew@example.org]

        """,
        SequenceFile.Write(Texts.Right(File.ReadAllText(Path.Combine(Checkout.Root, "samples", "evening-show.yaml")))));

    [Theory]
    [InlineData("Projectors, then", "Projectors, then")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("@crew", "\"@crew\"")]
    [InlineData("a\nb\t\"c\"\\", "\"a\\nb\\t\\\"c\\\"\\\\\"")]
    [InlineData("größer", "\"größer\"")]
    [InlineData("\u0007\u2028\u202e", "\"\\u0007\\u2028\\u202e\"")]
    [InlineData("😀", "\"😀\"")]
    public void ATextThatMeansSomethingElse_IsQuoted(string text, string written) =>
        Assert.Contains($"\ndescription: {written}\n", SequenceFile.Write(Texts.Right(Texts.Head) with { Description = text }), StringComparison.Ordinal);

    [Fact]
    public void ALongList_HasALineForEach()
    {
        var written = SequenceFile.Write(Texts.Right(Texts.Step($"arguments: [{new string('a', 80)}, {new string('b', 80)}]")));

        Assert.Contains($"        arguments:\n          - {new string('a', 80)}\n          - {new string('b', 80)}\n", written, StringComparison.Ordinal);
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(AnySequence)])]
    public void AnySequence_IsReadAsItWasWritten(Sequence sequence)
    {
        Assert.Empty(SequenceRules.FindProblems(sequence));
        var written = SequenceFile.Write(sequence);

        Texts.AreSame(sequence, Texts.Right(written));
        Assert.Equal(written, SequenceFile.Write(Texts.Right(written)));
    }
}
