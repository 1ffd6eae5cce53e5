using System.Text;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Tests.Messages.Policies;

/// <summary>The members of an execute entry in an object of their own, as a client's settings have them.</summary>
public class SupervisionReaderTests
{
    [Fact]
    public void Read_EveryMember_IsAsInAnEntry()
    {
        const string Members = """
            "environment":{"A":"1","B":""},"workingDirectory":"/opt/show","timeout":5e3,"restart":{"on":"always"},"expected":[0,4],
            "ready":{"port":80},"stop":{"grace":1},"user":"show","limits":{"cpu":0.5}
            """;
        var entry = Packets.Entry("\"id\":1,\"application\":\"mpv\"," + Members);

        var read = Read("{" + Members + "}", out var problems);

        Assert.Empty(problems);
        Assert.Null(entry.Refusal);
        Assert.Equal(entry.Environment, read.Environment);
        Assert.Equal(new Dictionary<string, string> { ["A"] = "1", ["B"] = "" }, read.Environment);
        Assert.Equal(("/opt/show", 5_000L), (read.WorkingDirectory, read.TimeoutMilliseconds));
        Assert.Equal((entry.WorkingDirectory, entry.TimeoutMilliseconds), (read.WorkingDirectory, read.TimeoutMilliseconds));
        Assert.Equal([0, 4], read.Policies!.Expected);
        Assert.Equal(entry.Policies! with { Expected = null }, read.Policies with { Expected = null });
        Assert.All(SupervisionReader.Members.Split([", ", " and "], StringSplitOptions.None), member => Assert.Contains($"\"{member}\"", Members, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NothingAndNulls_SayNothing()
    {
        Assert.Same(Supervision.None, Read("{}", out var none));
        Assert.Same(Supervision.None, Read("""{"user":null,"timeout":null,"restart":null}""", out var nulls));
        Assert.Empty(none.Concat(nulls));
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllNamed_EachOnce()
    {
        var read = Read("""{"restart":{"on":"always","attempts":0},"user":"R00T","timeout":0,"delay":5,"expected":[],"stop":{"grace":7},"limits":{"ram":1}}""", out var problems);

        Assert.Equal(["delay", "expected", "limits", "restart.attempts", "timeout", "user"], problems.Select(problem => problem.Split(' ')[0]).Order());
        Assert.Contains("restart.attempts must be from 1 to 1000, not 0", problems);
        Assert.Contains("delay is none of restart, expected, ready, stop, timeout, environment, workingDirectory, user and limits", problems);
        Assert.Equal(7, read.Policies!.Stop!.GraceMilliseconds);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{"user":"a","user":"b"}""")]
    [InlineData("""{"user":"\ud800"}""")]
    public void Read_WhatIsNoObject_IsACallersMistake(string json) => Assert.Throws<ArgumentException>(() => Read(json, out _));

    private static Supervision Read(string json, out IReadOnlyList<string> problems) => SupervisionReader.Read(Encoding.UTF8.GetBytes(json), out problems);
}
