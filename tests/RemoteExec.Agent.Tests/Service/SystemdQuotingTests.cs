using RemoteExec.Agent.Service;

namespace RemoteExec.Agent.Tests.Service;

public sealed class SystemdQuotingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("remoteexec-quoting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("/usr/bin/remoteexec-agent", "/usr/bin/remoteexec-agent")]
    [InlineData("K=V,x@y:1+2", "K=V,x@y:1+2")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("50%h", "\"50%%h\"")]
    [InlineData("$HOME", "\"$$HOME\"")]
    [InlineData("say \"hi\" 'now'", "\"say \\\"hi\\\" 'now'\"")]
    [InlineData(@"C:\x", "\"C:\\\\x\"")]
    [InlineData(";", "\";\"")]
    [InlineData("~x#é", "\"~x#é\"")]
    public void Argument_IsReadAsItWas(string text, string expected) => Assert.Equal(expected, SystemdQuoting.Argument(text));

    [Theory]
    [InlineData("/a b/$x%y", "\"/a b/$x%%y\"")]
    [InlineData("/a;b", "\"/a;b\"")]
    public void ProgramAndValue_HaveNoVariables(string text, string expected)
    {
        Assert.Equal(expected, SystemdQuoting.Program(text));
        Assert.Equal(expected, SystemdQuoting.Value(text));
    }

    [Theory]
    [InlineData("a\nExecStartPre=evil")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\0b")]
    public void ControlCharacters_AreRefused(string text) =>
        Assert.Contains("control characters", Assert.Throws<InvalidDataException>(() => SystemdQuoting.Argument(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a\"b")]
    [InlineData("/a'b")]
    [InlineData("/a\\b")]
    public void Program_WhatSystemdCannotStart_IsRefused(string path) =>
        Assert.Contains("another folder", Assert.Throws<InvalidDataException>(() => SystemdQuoting.Program(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Systemd_ReadsWhatWasMeant()
    {
        var program = Path.Combine(_folder.CreateSubdirectory("a b").FullName, "x$y%z;q");
        File.WriteAllText(program, "#!/bin/sh\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        const string text = "a $b ${c} %h \"q\" 'z' \\w é";
        var unit = Path.Combine(_folder.FullName, "quoting-test.service");
        File.WriteAllText(unit, $"[Service]\nType=exec\nExecStart={SystemdQuoting.Program(program)} {SystemdQuoting.Argument(text)} {SystemdQuoting.Argument(";")}\nReadWritePaths={SystemdQuoting.Value("/x y/%$")}\n");

        var (code, said) = SystemdAnalyze.Run(talkative: true, "verify", "--man=no", unit);

        // It prints the words as it would quote them itself: $ is doubled until the start.
        Assert.Equal(0, code);
        Assert.Contains($"Command Line: \"{_folder.FullName}/a b/x\\$y%z;q\" \"a \\$\\$b \\$\\${{c}} %h \\\"q\\\" 'z' \\\\w é\" \";\"", said, StringComparison.Ordinal);
        Assert.Contains("ReadWritePaths: /x y/%$", said, StringComparison.Ordinal);
    }
}
