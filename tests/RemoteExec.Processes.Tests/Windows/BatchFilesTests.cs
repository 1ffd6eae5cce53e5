using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows;

public class BatchFilesTests
{
    [Theory]
    [InlineData("x.bat", true)]
    [InlineData(@"C:\a\X.BAT", true)]
    [InlineData("x.cmd", true)]
    [InlineData("x.bat.", true)]
    [InlineData("x.bat. .. ", true)]
    [InlineData("x.bat.exe", false)]
    [InlineData("bat", false)]
    [InlineData(@"C:\x.bat\y.exe", false)]
    public void IsOne_ByItsName_AsWindowsReadsIt(string file, bool isOne) => Assert.Equal(isOne, BatchFiles.IsOne(file));

    [Theory]
    [InlineData("a\"&calc")]
    [InlineData("%PATH%")]
    [InlineData("a!b!")]
    [InlineData("a^b")]
    [InlineData("a|b")]
    [InlineData("a>b")]
    [InlineData("(a)")]
    [InlineData("a\r\ncalc")]
    public void FindProblem_WhatCmdWouldReadAsACommand_IsRefused(string argument) => Assert.Contains("cmd.exe", BatchFiles.FindProblem(["fine", argument])!, StringComparison.Ordinal);

    [Fact]
    public void FindProblem_OrdinaryArguments_AreFine() => Assert.Null(BatchFiles.FindProblem(["--profile", "left wall", @"C:\show\a.txt", "a=b,c;d", "grüße"]));
}
