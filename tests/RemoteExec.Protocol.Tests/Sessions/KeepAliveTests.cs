using RemoteExec.Protocol.Sessions;

namespace RemoteExec.Protocol.Tests.Sessions;

public class KeepAliveTests
{
    private static readonly TimeSpan Heard = TimeSpan.FromHours(7);

    [Theory]
    [InlineData(0, null, Silence.Fine)]
    [InlineData(14.999, null, Silence.Fine)]
    [InlineData(15, null, Silence.AskNow)]
    [InlineData(44.999, null, Silence.AskNow)]
    [InlineData(45, null, Silence.Dead)]
    [InlineData(100, null, Silence.Dead)]
    // Asked at 15 s: again 15 s later, and never instead of being given up.
    [InlineData(15.001, 15.0, Silence.Fine)]
    [InlineData(29.999, 15.0, Silence.Fine)]
    [InlineData(30, 15.0, Silence.AskNow)]
    [InlineData(44.999, 30.0, Silence.Fine)]
    [InlineData(45, 30.0, Silence.Dead)]
    // It was asked, and has answered since: what counts is the answer.
    [InlineData(14.999, -5.0, Silence.Fine)]
    [InlineData(15, -5.0, Silence.AskNow)]
    public void Judge_SecondsOfSilence_SaysWhatToDo(double seconds, double? pinged, Silence expected) =>
        Assert.Equal(
            expected,
            KeepAlive.Judge(Heard, pinged is { } at ? Heard + TimeSpan.FromSeconds(at) : null, Heard + TimeSpan.FromSeconds(seconds)));
}
