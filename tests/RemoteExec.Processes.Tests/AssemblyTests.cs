namespace RemoteExec.Processes.Tests;

public class AssemblyTests
{
    [Fact]
    public void Assembly_IsNamedAfterWhatItTests() =>
        Assert.EndsWith(".Tests", typeof(AssemblyTests).Assembly.GetName().Name, StringComparison.Ordinal);
}
