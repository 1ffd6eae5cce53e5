using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Numbers count by value, and exactly.</summary>
public class NumberTests
{
    [Theory]
    [InlineData("1000", 1000)]
    [InlineData("1e3", 1000)]
    [InlineData("1E+3", 1000)]
    [InlineData("7.0", 7)]
    [InlineData("70000e-4", 7)]
    [InlineData("0.07e2", 7)]
    [InlineData("-0", 0)]
    [InlineData("-0.0e5", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("0.00000000000000000000000000000000000000000000000007e50", 7)]
    [InlineData("7.00000000000000000000000000000000000000000000000000", 7)]
    [InlineData("9223372036854775807.000", long.MaxValue)]
    [InlineData("-9223372036854775808.0", long.MinValue)]
    [InlineData("-9.223372036854775808e18", long.MinValue)]
    public void Read_WholeNumberInAnySpelling_IsItsValue(string text, long value) => Assert.Equal(value, Read(text));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e-1")]
    [InlineData("1e-30")]
    [InlineData("1e-999999999999")]
    [InlineData("1.00000000000000000000000000000000000000000000000001")]
    [InlineData("1e19")]
    [InlineData("1e999")]
    [InlineData("1e999999999999")]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036854775807.1")]
    [InlineData("-9223372036854775809")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    public void Read_AnythingElse_IsNone(string text) =>
        Packets.Refuse("{\"data\":{\"ping\":{\"t0\":" + text + "}}}");

    [Property]
    public void Read_NumberMovedByItsExponent_IsTheSame(long value, byte zeros)
    {
        var count = (zeros % 40) + 1;
        var digits = value.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(value, Read(digits + "." + new string('0', count)));
        Assert.Equal(value, Read(digits + "." + new string('0', count) + "e0"));
        Assert.Equal(value, Read(digits + "e-0"));
        Assert.Equal(value, Read(Shifted(digits, count)));
    }

    private static long Read(string text) => Packets.Read<PingMessage>("{\"data\":{\"ping\":{\"t0\":" + text + "}}}").T0;

    // 123 → 0.000123e6
    private static string Shifted(string digits, int zeros)
    {
        var sign = digits.StartsWith('-') ? "-" : "";
        var magnitude = digits.TrimStart('-');
        return $"{sign}0.{new string('0', zeros)}{magnitude}e{zeros + magnitude.Length}";
    }

    [Theory]
    [InlineData("3221225477", -1073741819)]
    [InlineData("-1073741819", -1073741819)]
    [InlineData("4294967295", -1)]
    [InlineData("255", 255)]
    public void ExitCode_WithOrWithoutASign_IsTheSame32Bits(string text, int expected)
    {
        Assert.True(PacketReader.TryRead(Encoding.UTF8.GetBytes($"{{\"data\":{{\"processStatus\":[{{\"id\":1,\"state\":\"EXITED\",\"exitCode\":{text}}}]}}}}"), out var packet, out _));

        Assert.Equal(expected, Assert.Single(Assert.IsType<ProcessStatusMessage>(Assert.Single(packet.Messages)).Entries).ExitCode);
    }

    [Theory]
    [InlineData("4294967296")]
    [InlineData("-2147483649")]
    public void ExitCode_OfMoreThan32Bits_IsRefused(string text) => Assert.False(PacketReader.TryRead(
        Encoding.UTF8.GetBytes($"{{\"data\":{{\"processStatus\":[{{\"id\":1,\"state\":\"EXITED\",\"exitCode\":{text}}}]}}}}"), out _, out _));
}
