using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>The documented rules of CommandLineToArgvW for parameters.</summary>
public class CommandLineArgumentsTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t ", new string[0])]
    [InlineData("a b\tc", new[] { "a", "b", "c" })]
    [InlineData("  a  b  ", new[] { "a", "b" })]
    [InlineData("\"a b\" c", new[] { "a b", "c" })]
    [InlineData("a\"b c\"d", new[] { "ab cd" })]
    [InlineData("\"\"", new[] { "" })]
    [InlineData("\"\" \"\"", new[] { "", "" })]
    [InlineData("\"a b", new[] { "a b" })]
    [InlineData("\"", new[] { "" })]
    // The examples of the documentation of parsing C command-line arguments.
    [InlineData("\"abc\" d e", new[] { "abc", "d", "e" })]
    [InlineData("a\\\\b d\"e f\"g h", new[] { "a\\\\b", "de fg", "h" })]
    [InlineData("a\\\\\\\"b c d", new[] { "a\\\"b", "c", "d" })]
    [InlineData("a\\\\\\\\\"b c\" d e", new[] { "a\\\\b c", "d", "e" })]
    [InlineData("a\"b\"\" c d", new[] { "ab\" c d" })]
    // 2n backslashes before a quote are n; elsewhere they stay.
    [InlineData("C:\\dir\\ x", new[] { "C:\\dir\\", "x" })]
    [InlineData("\"C:\\dir\\\\\" x", new[] { "C:\\dir\\", "x" })]
    [InlineData("\\\"", new[] { "\"" })]
    [InlineData("\\\\\"a b\"", new[] { "\\a b" })]
    [InlineData("a\nb", new[] { "a\nb" })]
    public void Split_Line_GivesItsArguments(string line, string[] arguments) => Assert.Equal(arguments, CommandLineArguments.Split(line));

    [Theory]
    [InlineData(new string[0], "")]
    [InlineData(new[] { "a", "b" }, "a b")]
    [InlineData(new[] { "" }, "\"\"")]
    [InlineData(new[] { "a b", "c" }, "\"a b\" c")]
    [InlineData(new[] { "C:\\dir\\" }, "C:\\dir\\")]
    [InlineData(new[] { "C:\\my dir\\" }, "\"C:\\my dir\\\\\"")]
    [InlineData(new[] { "say \"hi\"" }, "\"say \\\"hi\\\"\"")]
    [InlineData(new[] { "a\\\"b" }, "\"a\\\\\\\"b\"")]
    public void Join_Arguments_QuotesWhatNeedsIt(string[] arguments, string line) => Assert.Equal(line, CommandLineArguments.Join(arguments));

    [Property(MaxTest = 2_000)]
    public Property Split_OfWhatWasJoined_IsWhatWentIn() =>
        Prop.ForAll(Arguments, arguments => arguments.SequenceEqual(CommandLineArguments.Split(CommandLineArguments.Join(arguments))));

    [Property(MaxTest = 2_000)]
    public void Split_AnyLine_SplitsTheSameAfterJoiningAgain(string? line)
    {
        var arguments = CommandLineArguments.Split(line ?? "");

        Assert.Equal(arguments, CommandLineArguments.Split(CommandLineArguments.Join(arguments)));
    }

    // Mostly the characters that mean something, so that they meet.
    private static Arbitrary<string[]> Arguments =>
        Gen.Elements('\\', '"', ' ', '\t', 'a', 'ü', '\n', '\0')
            .ArrayOf()
            .Select(letters => new string(letters))
            .ArrayOf()
            .ToArbitrary();
}
