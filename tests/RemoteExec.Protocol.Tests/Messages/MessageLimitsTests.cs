using System.Text;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

public class MessageLimitsTests
{
    // The numbers are the specification's (docs/protocol.md §12): whoever changes one changes it there first.
    [Fact]
    public void Limits_AreThoseOfTheSpecification()
    {
        Assert.Equal(16, MessageLimits.MaxDepth);
        Assert.Equal(256, MessageLimits.MaxEntries);
        Assert.Equal(128, MessageLimits.MaxArguments);
        Assert.Equal(4_096, MessageLimits.MaxArgumentBytes);
        Assert.Equal(4_096, MessageLimits.MaxText);
        Assert.Equal(255, MessageLimits.MaxApplication);
        Assert.Equal(4_096, MessageLimits.MaxPath);
        Assert.Equal(1_024, MessageLimits.MaxPasswordBytes);
        Assert.Equal(64, MessageLimits.MaxIdLength);
        Assert.Equal(9_007_199_254_740_991, MessageLimits.MaxIntegerId);
        Assert.Equal(86_400_000, MessageLimits.MaxDelayMilliseconds);
        Assert.Equal(9_007_199_254_740_991, MessageLimits.MaxInstant);
        Assert.Equal(3_600_000, MessageLimits.MaxGraceMilliseconds);
        Assert.Equal(5_000, MessageLimits.DefaultGraceMilliseconds);
        Assert.Equal(1_000, MessageLimits.MaxRestartAttempts);
        Assert.Equal(1_000, MessageLimits.MinRestartWithinMilliseconds);
        Assert.Equal(86_400_000, MessageLimits.MaxRestartWithinMilliseconds);
        Assert.Equal(3_600_000, MessageLimits.MaxRestartBackoffMilliseconds);
        Assert.Equal(64, MessageLimits.MaxExpectedCodes);
        Assert.Equal(255, MessageLimits.MaxExitCode);
        Assert.Equal(86_400_000, MessageLimits.MaxReadyMilliseconds);
        Assert.Equal(512, MessageLimits.MaxReadyPattern);
        Assert.Equal(1_024, MessageLimits.MaxReadyUrl);
        Assert.Equal(600_000, MessageLimits.MaxStopGraceMilliseconds);
        Assert.Equal(32, MessageLimits.MaxUserName);
        Assert.Equal(1_048_576, MessageLimits.MinMemoryBytes);
        Assert.Equal(0.01, MessageLimits.MinCpuCores);
        Assert.Equal(1_024, MessageLimits.MaxCpuCores);
        Assert.Equal(4_194_304, MessageLimits.MaxProcesses);
        Assert.Equal(32, MessageLimits.MaxExtensions);
        Assert.Equal(32, MessageLimits.MaxExtensionName);
        Assert.Equal(65_536, MessageLimits.MaxOutputBytes);
        Assert.Equal(32_768, MessageLimits.MaxTreeBytes);
        Assert.Equal(131_072, FrameLimits.MaxDataLength);
        Assert.Equal(8_192, FrameLimits.MaxDataLengthBeforeAuthentication);
        Assert.Equal(98_264, FrameLimits.MaxJsonLength);
        Assert.Equal(1_400, FrameLimits.LegacyFrameTarget);
        Assert.Equal(4_096, FrameLimits.RememberedNonces);
    }

    [Theory]
    [InlineData("execute", "{\"id\":1,\"application\":\"x\"}", "[]")]
    [InlineData("execute", "{\"id\":1,\"application\":\"x\"}", "{\"executables\":[]}")]
    [InlineData("executed", "{\"id\":1,\"started\":true}", "[]")]
    [InlineData("processStatus", "{\"id\":1,\"state\":2}", "[]")]
    [InlineData("output", "{\"id\":1,\"stream\":\"stdout\",\"offset\":0,\"text\":\"\"}", "[]")]
    [InlineData("kill", "{\"id\":1}", "{\"processes\":[]}")]
    [InlineData("ack", "{\"id\":1,\"stream\":\"stdout\",\"offset\":0}", "{\"output\":[]}")]
    [InlineData("setup", "\"192.0.2.1\"", "{\"addresses\":[]}")]
    [InlineData("browsed", "\"x\"", "{\"path\":\"\",\"files\":[],\"folders\":[\"a\"],\"truncated\":false,\"message\":\"\"}")]
    public void Array_256Entries_AreReadAnd257Refused(string key, string entry, string shape)
    {
        string Json(int count) =>
            "{\"data\":{\"" + key + "\":" + shape.Replace("[]", "[" + string.Join(',', Enumerable.Repeat(entry, count)) + "]", StringComparison.Ordinal) + "}}";

        Packets.Read(Json(256));
        Assert.Equal(PacketReader.WrongShape, Packets.Refuse(Json(257)));
    }

    [Theory]
    [InlineData(32, 32, true)]
    [InlineData(33, 1, false)]
    [InlineData(1, 33, false)]
    public void Extensions_32NamesOf32Characters_AreTheMost(int count, int length, bool allowed)
    {
        var names = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{new string((char)('A' + i), length)}\""));
        var json = "{\"data\":{\"publicKey\":\"\",\"extensions\":[" + names + "]}}";

        Assert.Equal(allowed, PacketReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out _));
    }

    [Theory]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public void Output_64KiBTogether_IsTheMost(int bytes, bool allowed)
    {
        OutputPiece[] pieces =
        [
            new() { Id = new WireId(1), Stream = WireStream.Stdout, Text = new string('é', 16_384) },
            new() { Id = new WireId(1), Stream = WireStream.Stderr, Bytes = new byte[bytes - 32_768] },
        ];

        Assert.Equal(allowed, PacketReader.TryRead(Encoding.UTF8.GetBytes(Packets.Write(new OutputMessage(pieces))), out _, out _));
    }

    [Fact]
    public void Setup_257Labels_AreRefused()
    {
        static string Json(int count) => "{\"data\":{\"setup\":{\"labels\":{" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"l{i}\":\"\"")) + "}}}}";

        Packets.Read(Json(256));
        Packets.Refuse(Json(257));
    }
}
