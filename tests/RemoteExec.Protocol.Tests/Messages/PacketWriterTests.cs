using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using RemoteExec.Protocol.Errors;
using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

public class PacketWriterTests
{
    [Fact]
    public void Write_Error_GivesItsTextExactly() => Assert.Equal("""{"error":{"code":102}}""", Packets.Write(WireErrorCode.WrongPassword));

    [Fact]
    public void Write_OneAfterTheOther_GivesEachByItself()
    {
        using var writer = new PacketWriter();

        Assert.Equal("""{"data":{"ping":{"t0":1}}}""", Encoding.UTF8.GetString(writer.Write(new PingMessage(1), FrameDialect.BE16)));
        Assert.Equal("""{"error":{"code":200}}""", Encoding.UTF8.GetString(writer.Write(WireErrorCode.InvalidData)));
        Assert.Throws<ArgumentException>(() => writer.Write(new ExecuteMessage([new ExecuteEntry()]), FrameDialect.BE16).Length);
        Assert.Equal("""{"data":{"ping":{"t0":2}}}""", Encoding.UTF8.GetString(writer.Write(new PingMessage(2), FrameDialect.BE16)));
    }

    // Names and output come from file systems and programs, which write what they like.
    [Property(MaxTest = 500)]
    public void Write_AnyText_IsReadAgain(string? text, string? argument)
    {
        var entry = new ExecuteEntry { Id = new WireId(1), Name = text ?? "", Application = "x", Arguments = [argument ?? "", "\ud800", "\u0000"] };
        var output = new OutputPiece { Id = new WireId(1), Stream = WireStream.Stdout, Text = text ?? "" };

        Packets.Read<ExecuteMessage>(Packets.Write(new ExecuteMessage([entry])));
        Packets.Read<ExecuteMessage>(Packets.Write(new ExecuteMessage([entry]), FrameDialect.LE4));
        Assert.Equal(
            Whole(text ?? ""),
            Assert.Single(Packets.Read<OutputMessage>(Packets.Write(new OutputMessage([output]))).Pieces).Text);
    }

    [Theory]
    [InlineData(4096, "x", 4096)]
    [InlineData(4097, "x", 4096)]
    [InlineData(2049, "é", 2048)]
    [InlineData(1366, "€", 1365)]
    [InlineData(1025, "😀", 1024)]
    public void Write_MessageOver4KiB_IsCutBetweenCharacters(int count, string unit, int kept)
    {
        var text = string.Concat(Enumerable.Repeat(unit, count));
        var expected = string.Concat(Enumerable.Repeat(unit, kept));

        var executed = Packets.Read<ExecutedMessage>(Packets.Write(new ExecutedMessage([new ExecutedEntry(new WireId(1), false, text)])));
        var legacy = Packets.Write(new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(1), State = WireProcessState.Exited, Message = text }]), FrameDialect.LE4);
        using var status = JsonDocument.Parse(legacy);

        Assert.Equal(expected, Assert.Single(executed.Entries).Message);
        Assert.Equal(expected, status.RootElement.GetProperty("data").GetProperty("processStatus")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Read_MessageOver4KiB_IsCutAndNotRefused()
    {
        var text = new string('€', 5000);

        var status = Packets.Read<ProcessStatusMessage>("{\"data\":{\"processStatus\":[{\"id\":1,\"state\":\"EXITED\",\"message\":\"" + text + "\"}]}}");

        Assert.Equal(new string('€', 1365), Assert.Single(status.Entries).Message);
    }

    // What is no text in UTF-16 has no bytes in UTF-8: it becomes U+FFFD.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
