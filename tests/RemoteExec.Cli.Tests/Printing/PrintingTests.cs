using System.Text;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Tests.Printing;

public class PrintingTests
{
    [Fact]
    public void Add_CutAnywhere_GivesTheSameLines()
    {
        var bytes = Encoding.UTF8.GetBytes("one\n\nzwölf\nlast");
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                var written = new MemoryStream();
                var prefixer = new LinePrefixer("lab | ", line => written.Write(line.Span));

                prefixer.Add(bytes.AsSpan(0, first));
                prefixer.Add(bytes.AsSpan(first, second - first));
                prefixer.Add(bytes.AsSpan(second));
                prefixer.Finish();

                Assert.Equal("lab | one\nlab | \nlab | zwölf\nlab | last\n", Encoding.UTF8.GetString(written.ToArray()));
            }
        }
    }

    [Fact]
    public void Add_LineWithoutEnd_IsNotHeldForEver()
    {
        var written = 0;
        var prefixer = new LinePrefixer("x | ", _ => written++);

        prefixer.Add(new byte[100_000]);

        Assert.Equal(1, written);
    }

    [Theory]
    [InlineData("plain ü 日本", "plain ü 日本")]
    [InlineData("red\u001b[31m\r\n\u0007", "red\\u001b[31m\\u000d\\u000a\\u0007")]
    [InlineData("turned\u202eround\u009b", "turned\\u202eround\\u009b")]
    public void Text_OfOthers_CommandsNothing(string text, string expected) => Assert.Equal(expected, Escaped.Text(text));
}
