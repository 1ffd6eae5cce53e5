using RemoteExec.Agent.Policy;

namespace RemoteExec.Agent.Tests.Policy;

public class WindowsPathsTests
{
    [Theory]
    [InlineData("C:/folder/folder2/", @"C:\folder\folder2")]
    [InlineData(@"c:\Folder", @"C:\Folder")]
    [InlineData("C:/", @"C:\")]
    [InlineData(@"C:\a\.\b\..\c", @"C:\a\c")]
    [InlineData(@"C:\..\..\a", @"C:\a")]
    [InlineData(@"C:\a\\b", @"C:\a\b")]
    [InlineData("//server/share/show/", @"\\server\share\show")]
    [InlineData(@"\\server\share", @"\\server\share")]
    [InlineData(@"\\server\share\..\..\x", @"\\server\share\x")]
    [InlineData(@"C:\console\nullable\com10", @"C:\console\nullable\com10")]
    [InlineData(@"C:\Program Files (x86)\grüße", @"C:\Program Files (x86)\grüße")]
    public void Read_WholePath_IsReadAsWindowsReadsIt(string path, string whole)
    {
        Assert.Null(WindowsPaths.Read(path, out var read));
        Assert.Equal(whole, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("folder")]
    [InlineData(@"\folder")]
    [InlineData("/")]
    [InlineData("C:")]
    [InlineData("C:folder")]
    [InlineData(@"\\server")]
    [InlineData(@"\\\server\share")]
    [InlineData("1:/x")]
    public void Read_PathThatIsNotWhole_IsRefusedWithAnExample(string path) => Assert.Equal(WindowsPaths.MustBeWhole, WindowsPaths.Read(path, out _));

    [Theory]
    [InlineData(@"\\?\C:\x", "devices")]
    [InlineData(@"\\.\C:\x", "devices")]
    [InlineData("//./pipe/x", "devices")]
    [InlineData(@"\??\C:\x", "devices")]
    [InlineData(@"C:\x:stream", "stream")]
    [InlineData(@"C:\x::$DATA\y", "stream")]
    [InlineData(@"C:\x.", "dot or a space")]
    [InlineData(@"C:\x \y", "dot or a space")]
    [InlineData(@"C:\...\y", "dot or a space")]
    [InlineData(@"C:\nul", "device")]
    [InlineData(@"C:\Con.txt\x", "device")]
    [InlineData(@"C:\com1 .x", "device")]
    [InlineData(@"C:\LPT¹", "device")]
    [InlineData(@"C:\conout$", "device")]
    [InlineData(@"\\server\nul\x", "device")]
    [InlineData("C:\\a\0b", "control characters")]
    [InlineData(@"C:\a*", "none of")]
    public void Read_WhatWindowsWouldReadOtherwise_IsRefused(string path, string why)
    {
        Assert.Contains(why, WindowsPaths.Read(path, out var whole)!, StringComparison.Ordinal);
        Assert.Empty(whole);
    }

    [Theory]
    [InlineData("process.exe:stream")]
    [InlineData("NUL")]
    [InlineData("aux.exe")]
    [InlineData("say.bat.")]
    [InlineData("say.bat ")]
    public void FindNameProblem_OfAnApplication_IsRefused(string name) => Assert.NotNull(WindowsPaths.FindNameProblem(name));

    [Theory]
    [InlineData("process", "process.exe,process.com")]
    [InlineData("process.exe", "process.exe")]
    [InlineData("Process.COM", "Process.COM")]
    [InlineData("python3.11", "python3.11.exe,python3.11.com")]
    [InlineData("say.cmd", "say.cmd")]
    public void NamesOf_Application_GivesItTheExtensionOfAProgram(string application, string names) =>
        Assert.Equal(names.Split(','), new WindowsPathRules().NamesOf(application));
}
