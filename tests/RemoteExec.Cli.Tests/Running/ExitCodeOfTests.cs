using RemoteExec.Api.Processes;
using RemoteExec.Cli.Running;

namespace RemoteExec.Cli.Tests.Running;

public class ExitCodeOfTests
{
    internal static ProcessResource Ended(string state, string message = "", int? code = null, int? signal = null) => new()
    {
        Id = 1,
        Machine = "lab",
        MachineId = "m",
        WireId = 1,
        Name = "n",
        Application = "a",
        Path = "",
        Arguments = [],
        Delay = 0,
        State = state,
        Message = message,
        ExitCode = code,
        Signal = signal,
    };

    [Theory]
    [InlineData(0, "exited", "", 0, null)]
    [InlineData(3, "exited", "", 3, null)]
    [InlineData(139, "exited", "", null, 11)]
    [InlineData(143, "closed", "", null, 15)]
    [InlineData(1, "closed", "", 0, null)]
    [InlineData(124, "closed", "timed out after 300 ms", null, 15)]
    [InlineData(127, "failed", "not found: nothing of this name on the PATH", null, null)]
    [InlineData(126, "failed", "/opt is not an allowed folder", null, null)]
    [InlineData(126, "expired", "", null, null)]
    [InlineData(255, "exited", "", -1073741819, null)]
    [InlineData(255, "exited", "", 256, null)]
    [InlineData(255, "exited", "", 255, null)]
    public void Process_Ended_HasTheCodeOfShells(int expected, string state, string message, int? code, int? signal) =>
        Assert.Equal(expected, ExitCodeOf.Process(Ended(state, message, code, signal)));

    [Fact]
    public void Largest_Several_IsTheWorst() =>
        Assert.Equal(3, ExitCodeOf.Largest([Ended("exited", code: 0), Ended("exited", code: 3), Ended("exited", code: 1)]));
}
