using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using RemoteExec.Processes.Windows;

namespace RemoteExec.Processes.Tests.Windows;

public class CommandLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData(@"C:\a\", @"C:\a\")]
    [InlineData(@"C:\a b\", @"""C:\a b\\""")]
    [InlineData(@"\""", @"""\\\""""")]
    [InlineData("a,b", "a,b")]
    public void Join_Argument_IsQuotedWhereItIsNeeded(string argument, string quoted) =>
        Assert.Equal($"\"C:\\x y.exe\" {quoted}", CommandLine.Join(@"C:\x y.exe", [argument]));

    [Theory]
    [InlineData("a,b")]
    [InlineData("a;b")]
    [InlineData("a=b")]
    public void Join_ArgumentOfABatchFile_IsQuotedWhereCmdWouldPartIt(string argument) =>
        Assert.Equal($"\"C:\\x.bat\" \"{argument}\"", CommandLine.Join(@"C:\x.bat", [argument]));

    [Property(MaxTest = 1000)]
    public Property Join_AnyArguments_SplitIntoTheSame() => Prop.ForAll(
        Gen.Elements('a', ' ', '\t', '"', '\\', 'ü').ListOf().Select(chars => new string([.. chars])).ListOf().ToArbitrary(),
        arguments => Split(CommandLine.Join(@"C:\p.exe", arguments)).SequenceEqual(arguments.Prepend(@"C:\p.exe")));

    // The rules as Microsoft writes them down ("Parsing C command-line arguments"), for the program's name and for the rest.
    private static List<string> Split(string line)
    {
        var end = line.IndexOf('"', 1);
        var found = new List<string> { line[1..end] };
        var rest = line[(end + 1)..].TrimStart(' ');
        var i = 0;
        while (i < rest.Length)
        {
            var argument = new StringBuilder();
            var quoted = false;
            for (; i < rest.Length && (quoted || rest[i] is not (' ' or '\t')); i++)
            {
                var slashes = 0;
                for (; i < rest.Length && rest[i] == '\\'; i++)
                {
                    slashes++;
                }

                if (i == rest.Length || rest[i] != '"')
                {
                    argument.Append('\\', slashes);
                    if (i == rest.Length || (!quoted && rest[i] is ' ' or '\t'))
                    {
                        break;
                    }

                    argument.Append(rest[i]);
                    continue;
                }

                argument.Append('\\', slashes / 2);
                if (slashes % 2 == 1)
                {
                    argument.Append('"');
                }
                else
                {
                    quoted = !quoted;
                }
            }

            found.Add(argument.ToString());
            for (; i < rest.Length && rest[i] is ' ' or '\t'; i++)
            {
            }
        }

        return found;
    }
}
