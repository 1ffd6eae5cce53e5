using System.Text;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>What is wrong with one entry refuses that entry, with a reason, and nothing else (docs/protocol.md §7).</summary>
public class ExecuteEntryTests
{
    private const string Good = "\"id\":1,\"application\":\"mpv\"";

    [Fact]
    public void Entry_LeastMembers_HasTheDefaults()
    {
        var entry = Packets.Entry(Good);

        Assert.Null(entry.Refusal);
        Assert.Equal("", entry.Name);
        Assert.Equal(0, entry.DelayMilliseconds);
        Assert.Equal("", entry.Path);
        Assert.Empty(entry.Arguments);
        Assert.Null(entry.Environment);
        Assert.Null(entry.WorkingDirectory);
        Assert.Null(entry.TimeoutMilliseconds);
        Assert.Null(entry.AtMicroseconds);
        Assert.Null(entry.Policies);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1e3", 1000)]
    [InlineData("7.0", 7)]
    [InlineData("86400000", 86_400_000)]
    [InlineData("8.64e7", 86_400_000)]
    public void Delay_WholeMilliseconds_AreTaken(string delay, int milliseconds)
    {
        var entry = Packets.Entry(Good + ",\"delay\":" + delay);

        Assert.Null(entry.Refusal);
        Assert.Equal(milliseconds, entry.DelayMilliseconds);
    }

    [Theory]
    [InlineData("delay", "-1")]
    [InlineData("delay", "0.5")]
    [InlineData("delay", "1e-30")]
    [InlineData("delay", "86400001")]
    [InlineData("delay", "1e999")]
    [InlineData("delay", "4294967296")]
    [InlineData("delay", "18446744073709551616")]
    [InlineData("delay", "\"1000\"")]
    [InlineData("delay", "true")]
    [InlineData("delay", "[1]")]
    [InlineData("name", "5")]
    [InlineData("name", "\"a\\u0000b\"")]
    [InlineData("path", "{}")]
    [InlineData("path", "\"/usr\\u0000/bin\"")]
    [InlineData("arguments", "5")]
    [InlineData("arguments", "{}")]
    [InlineData("arguments", "[1]")]
    [InlineData("arguments", "[null]")]
    [InlineData("arguments", "[[\"a\"]]")]
    [InlineData("arguments", "[\"a\\u0000b\"]")]
    [InlineData("arguments", "\"a\\u0000b\"")]
    [InlineData("environment", "[]")]
    [InlineData("environment", "{\"A\":1}")]
    [InlineData("environment", "{\"\":\"1\"}")]
    [InlineData("environment", "{\"A=B\":\"1\"}")]
    [InlineData("environment", "{\"A\\u0000\":\"1\"}")]
    [InlineData("environment", "{\"A\":\"\\u0000\"}")]
    [InlineData("workingDirectory", "5")]
    [InlineData("timeout", "0")]
    [InlineData("timeout", "-5")]
    [InlineData("timeout", "1.5")]
    [InlineData("at", "-1")]
    [InlineData("at", "0.5")]
    [InlineData("at", "9007199254740992")]
    [InlineData("at", "1e16")]
    [InlineData("at", "\"1790000000000000\"")]
    [InlineData("at", "true")]
    [InlineData("restart", "{}")]
    [InlineData("expected", "0")]
    [InlineData("stop", "5")]
    [InlineData("user", "[\"root\"]")]
    [InlineData("limits", "[]")]
    [InlineData("ready", "\"x\"")]
    public void Entry_BadMember_IsRefusedAloneAndKeepsItsId(string member, string value)
    {
        var execute = Packets.Read<ExecuteMessage>(
            "{\"data\":{\"execute\":[{" + Good + ",\"" + member + "\":" + value + "},{\"id\":\"next\",\"application\":\"mpv\"}]}}");

        Assert.Equal(new WireId(1), execute.Entries[0].Id);
        Assert.NotNull(execute.Entries[0].Refusal);
        Assert.Null(execute.Entries[1].Refusal);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1790000000000000", 1_790_000_000_000_000)]
    [InlineData("1.79e15", 1_790_000_000_000_000)]
    [InlineData("9007199254740991", 9_007_199_254_740_991)]
    public void At_MicrosecondsSince1970_AreTaken(string at, long microseconds)
    {
        var entry = Packets.Entry(Good + ",\"at\":" + at);

        Assert.Null(entry.Refusal);
        Assert.Equal(microseconds, entry.AtMicroseconds);
    }

    [Theory]
    [InlineData("\"at\":5,\"delay\":1", true)]
    [InlineData("\"delay\":1,\"at\":5", true)]
    [InlineData("\"at\":0,\"delay\":1", true)]
    [InlineData("\"at\":5,\"delay\":0", false)]
    [InlineData("\"at\":null,\"delay\":1", false)]
    public void At_BesideADelay_IsRefused(string members, bool refused) =>
        Assert.Equal(refused, Packets.Entry(Good + "," + members).Refusal?.StartsWith("at and delay", StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\".\"")]
    [InlineData("\"..\"")]
    [InlineData("\"../x\"")]
    [InlineData("\"a/b\"")]
    [InlineData("\"/bin/sh\"")]
    [InlineData("\"a\\\\b\"")]
    [InlineData("\"sh\\u0000.txt\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[\"sh\"]")]
    public void Application_NoFileName_IsRefused(string application)
    {
        var entry = Packets.Entry("\"id\":1,\"application\":" + application);

        Assert.StartsWith("application must be a file name", entry.Refusal, StringComparison.Ordinal);
        Assert.Equal("", entry.Application);
    }

    [Theory]
    [InlineData("..x")]
    [InlineData("...")]
    [InlineData("a b")]
    [InlineData("-rf")]
    [InlineData("ümlaut.exe")]
    public void Application_UnusualFileName_IsTaken(string application)
    {
        var entry = Packets.Entry("\"id\":1,\"application\":\"" + application + "\"");

        Assert.Null(entry.Refusal);
        Assert.Equal(application, entry.Application);
    }

    [Fact]
    public void Application_Missing_IsRefused() => Assert.NotNull(Packets.Entry("\"id\":1").Refusal);

    [Fact]
    public void Id_Missing_IsRefusedWithoutAnId()
    {
        var entry = Packets.Entry("\"application\":\"mpv\"");

        Assert.Null(entry.Id);
        Assert.NotNull(entry.Refusal);
    }

    // Which of them was first is the client's to know: it remembers ids for longer than a packet.
    [Fact]
    public void Id_TwiceInOnePacket_GivesBothInOrder()
    {
        var execute = Packets.Read<ExecuteMessage>("{\"data\":{\"execute\":[{" + Good + ",\"name\":\"first\"},{" + Good + ",\"name\":\"second\"}]}}");

        Assert.Equal(["first", "second"], execute.Entries.Select(entry => entry.Name));
        Assert.Equal(execute.Entries[0].Id, execute.Entries[1].Id);
    }

    // Numbers without a unit are bytes: "é" is two.
    [Theory]
    [InlineData("name", "é", MessageLimits.MaxText / 2)]
    [InlineData("path", "é", MessageLimits.MaxPath / 2)]
    [InlineData("workingDirectory", "x", MessageLimits.MaxPath)]
    public void Text_AtItsLimit_IsTakenAndOneByteMoreIsRefused(string member, string unit, int count)
    {
        var longest = string.Concat(Enumerable.Repeat(unit, count));

        Assert.Null(Packets.Entry(Good + ",\"" + member + "\":\"" + longest + "\"").Refusal);
        Assert.NotNull(Packets.Entry(Good + ",\"" + member + "\":\"" + longest + "x\"").Refusal);
    }

    [Fact]
    public void Application_LongerThan255Bytes_IsRefused()
    {
        var longest = new string('é', 127) + "x";

        Assert.Null(Packets.Entry("\"id\":1,\"application\":\"" + longest + "\"").Refusal);
        Assert.NotNull(Packets.Entry("\"id\":1,\"application\":\"" + longest + "x\"").Refusal);
    }

    [Fact]
    public void Arguments_128_AreTakenAnd129Refused()
    {
        static string List(int count) => "[" + string.Join(',', Enumerable.Repeat("\"a\"", count)) + "]";
        static string Line(int count) => "\"" + string.Join(' ', Enumerable.Repeat("a", count)) + "\"";

        Assert.Equal(128, Packets.Entry(Good + ",\"arguments\":" + List(128)).Arguments.Count);
        Assert.Equal(128, Packets.Entry(Good + ",\"arguments\":" + Line(128)).Arguments.Count);
        Assert.NotNull(Packets.Entry(Good + ",\"arguments\":" + List(129)).Refusal);
        Assert.NotNull(Packets.Entry(Good + ",\"arguments\":" + Line(129)).Refusal);
    }

    [Fact]
    public void Argument_4096Bytes_IsTakenAndOneMoreRefused()
    {
        var longest = new string('é', 2048);

        Assert.Equal(4096, Encoding.UTF8.GetByteCount(Assert.Single(Packets.Entry(Good + ",\"arguments\":[\"" + longest + "\"]").Arguments)));
        Assert.NotNull(Packets.Entry(Good + ",\"arguments\":[\"" + longest + "x\"]").Refusal);
    }

    [Fact]
    public void Environment_128_AreTakenAnd129Refused()
    {
        static string Variables(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"V{i}\":\"\"")) + "}";

        Assert.Equal(128, Packets.Entry(Good + ",\"environment\":" + Variables(128)).Environment!.Count);
        Assert.NotNull(Packets.Entry(Good + ",\"environment\":" + Variables(129)).Refusal);
    }

    [Theory]
    [InlineData("\"--fs show.mkv\"", new[] { "--fs", "show.mkv" })]
    [InlineData("\"\"", new string[0])]
    [InlineData("\"\\\"a b\\\" c\"", new[] { "a b", "c" })]
    [InlineData("null", new string[0])]
    public void Arguments_AsOneString_AreSplit(string value, string[] arguments)
    {
        var entry = Packets.Entry(Good + ",\"arguments\":" + value);

        Assert.Null(entry.Refusal);
        Assert.Equal(arguments, entry.Arguments);
    }

    [Fact]
    public void Execute_InTheLegacyShape_IsTheSame()
    {
        var execute = Packets.Read<ExecuteMessage>("{\"data\":{\"execute\":{\"holder\":[1],\"executables\":[{" + Good + ",\"arguments\":\"-a\"}],\"x\":0}}}");

        Assert.Equal(["-a"], Assert.Single(execute.Entries).Arguments);
    }

    [Theory]
    [InlineData("{\"data\":{\"execute\":[]}}")]
    [InlineData("{\"data\":{\"execute\":{\"executables\":[]}}}")]
    public void Execute_Nothing_IsAnEmptyMessage(string json) => Assert.Empty(Packets.Read<ExecuteMessage>(json).Entries);

    [Fact]
    public void Refusal_QuotesNothingOfTheEntry() =>
        Assert.All(
            new[] { "\"application\":\"../s3cret\"", "\"application\":\"x\",\"arguments\":[\"s3cret\",5]", "\"application\":\"x\",\"environment\":{\"s3cret\":5}" },
            members => Assert.DoesNotContain("s3cret", Packets.Entry("\"id\":1," + members).Refusal, StringComparison.Ordinal));

    [Fact]
    public void Write_EntryWithoutId_Throws() =>
        Assert.Throws<ArgumentException>(() => Packets.Write(new ExecuteMessage([new ExecuteEntry { Application = "x" }])));
}
