using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows;

public class EnvironmentBlockTests
{
    [Fact]
    public void Build_Variables_AreSortedAndEnded() =>
        Assert.Equal("A=1\0b=2\0C=\0\0", EnvironmentBlock.Build([new("C", ""), new("b", "2"), new("A", "1")]));

    [Fact]
    public void Build_NamesThatDifferInCase_AreOneAndTheLaterWins() =>
        Assert.Equal("Path=new\0\0", EnvironmentBlock.Build([new("Path", "old"), new("PATH", "new")]));

    [Fact]
    public void Build_Nothing_IsTwoNuls() => Assert.Equal("\0\0", EnvironmentBlock.Build([]));
}
