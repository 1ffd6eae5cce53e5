namespace RemoteExec.Processes.Tests;

public class ProcessExitTests
{
    [Theory]
    [InlineData(3, null, "exit code 3")]
    [InlineData(-1, null, "exit code -1")]
    [InlineData(unchecked((int)0xC0000005), null, "exit code 0xC0000005")]
    [InlineData(unchecked((int)0xC000013A), null, "exit code 0xC000013A")]
    [InlineData(unchecked((int)0xE0434352), null, "exit code 0xE0434352")]
    [InlineData(null, 9, "SIGKILL")]
    [InlineData(null, null, "outcome unknown")]
    public void ToString_OfAnyEnd_IsWhatPeopleKnowItBy(int? code, int? signal, string text) =>
        Assert.Equal(text, new ProcessExit(code, signal, DateTimeOffset.UnixEpoch).ToString());
}
