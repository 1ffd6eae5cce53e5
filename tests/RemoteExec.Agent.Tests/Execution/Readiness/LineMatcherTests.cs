using System.Text;
using System.Text.RegularExpressions;
using FsCheck.Xunit;
using RemoteExec.Agent.Execution.Readiness;

namespace RemoteExec.Agent.Tests.Execution.Readiness;

public sealed class LineMatcherTests
{
    [Theory]
    [InlineData("^ready$", "starting\nready\n", true)]
    [InlineData("^ready$", "starting\r\nready\r\n", true)]
    [InlineData("^ready$", "not ready\n", false)]
    [InlineData("^ready$", "Ready\n", false)]
    [InlineData("a.b", "a\nb\n", false)]
    [InlineData("^$", "x\n\n", true)]
    [InlineData("läuft auf \\d+", "läuft auf 80\n", true)]
    public void Feed_Lines_AreMatchedOneByOne(string pattern, string output, bool matches) =>
        Assert.Equal(matches, new LineMatcher(pattern).Feed(Encoding.UTF8.GetBytes(output)));

    [Fact]
    public void Feed_LineThatHasNotEnded_MatchesWhenItDoes()
    {
        var matcher = new LineMatcher("^ready$");

        Assert.False(matcher.Feed("rea"u8));
        Assert.False(matcher.Feed("dy"u8));
        Assert.True(matcher.Feed("\nmore"u8));
        Assert.True(matcher.HasMatched);
    }

    [Fact]
    public void Finish_LineWithoutALineFeed_IsALine()
    {
        var matcher = new LineMatcher("^ready$");
        matcher.Feed("x\nready"u8);

        Assert.True(matcher.Finish());
    }

    [Fact]
    public void Finish_Nothing_IsNoLine() => Assert.False(new LineMatcher("^$").Finish());

    [Fact]
    public void Feed_BytesThatAreNoText_AreMatchedAsReplacements() =>
        Assert.True(new LineMatcher("^a\uFFFDb$").Feed([(byte)'a', 0xFF, (byte)'b', (byte)'\n']));

    // It may never end: its first 8 KiB are looked at when they are there.
    [Fact]
    public void Feed_LongerThan8KiB_IsMatchedInItsFirst8KiBAtOnce()
    {
        var matcher = new LineMatcher("b$");
        var line = Encoding.ASCII.GetBytes(new string('a', LineMatcher.MostLineBytes - 1) + "b");

        Assert.False(matcher.Feed(line));
        Assert.True(matcher.Feed("c"u8));
    }

    [Fact]
    public void Feed_BehindTheFirst8KiB_IsNotLookedAt()
    {
        var matcher = new LineMatcher("ready");

        Assert.False(matcher.Feed(Encoding.ASCII.GetBytes(new string('a', LineMatcher.MostLineBytes) + "ready\n")));
        Assert.True(matcher.Feed("ready\n"u8));
    }

    [Fact]
    public void Feed_LineOfExactly8KiB_IsAWholeLine() =>
        Assert.True(new LineMatcher("^a+$").Feed(Encoding.ASCII.GetBytes(new string('a', LineMatcher.MostLineBytes) + "\n")));

    [Property(MaxTest = 200)]
    public bool Feed_InAnyPieces_FindsTheSame(byte[] output, byte cut)
    {
        // Few kinds of bytes, so that lines and matches are frequent.
        var bytes = output.Select(b => (b % 4) switch { 0 => (byte)'\n', 1 => (byte)'a', 2 => (byte)'b', _ => (byte)0xC3 }).ToArray();
        var whole = new LineMatcher("^ab?$");
        var pieces = new LineMatcher("^ab?$");
        whole.Feed(bytes);
        foreach (var piece in bytes.Chunk((cut % 5) + 1))
        {
            pieces.Feed(piece);
        }

        return whole.Finish() == pieces.Finish();
    }

    // The pattern that ruins engines which go back.
    [Fact]
    public void Feed_PatternThatWouldExplode_IsMatched()
    {
        var matcher = new LineMatcher("^(a+)+$");

        Assert.False(matcher.Feed(Encoding.ASCII.GetBytes(new string('a', 8_000) + "!\n")));
        Assert.Equal(0, matcher.SlowLines);
    }

    [Fact]
    public void Feed_LineThatTakesTooLong_DoesNotMatchAndIsCounted()
    {
        var matcher = new LineMatcher(new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(1)));

        Assert.False(matcher.Feed(Encoding.ASCII.GetBytes(new string('a', 8_000) + "!\n")));
        Assert.Equal(1, matcher.SlowLines);
    }

    // The engine is compiled at its first line, which takes many times this patience; so does a machine that is busy.
    [Fact]
    public void Feed_FirstTryTakesTooLong_TheLineIsNotMissed()
    {
        var matcher = new LineMatcher(new Regex("up", RegexOptions.NonBacktracking, TimeSpan.FromMilliseconds(3)));

        Assert.True(matcher.Feed("not this one\nup\n"u8));
    }

    [Fact]
    public void Feed_LinesThatTakeTooLongAgainAndAgain_NoMoreAreLookedAt()
    {
        var matcher = new LineMatcher(new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(1)));
        var line = Encoding.ASCII.GetBytes(new string('a', 8_000) + "!\n");

        for (var i = 0; i < 10; i++)
        {
            matcher.Feed(line);
        }

        Assert.True(matcher.IsTooSlow);
        Assert.Equal(LineMatcher.MostSlowLines, matcher.SlowLines);
        Assert.False(matcher.Feed("aaa\n"u8));
    }

    [Fact]
    public void Create_PatternThatCannotBeUsed_Throws() => Assert.Throws<ArgumentException>(() => new LineMatcher("("));
}
