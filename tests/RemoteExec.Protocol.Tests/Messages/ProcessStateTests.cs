using RemoteExec.Protocol.Framing;
using RemoteExec.Protocol.Messages;

namespace RemoteExec.Protocol.Tests.Messages;

public class ProcessStateTests
{
    [Theory]
    [InlineData("\"RUNNING\"", WireProcessState.Running)]
    [InlineData("\"running\"", WireProcessState.Running)]
    [InlineData("\"Started\"", WireProcessState.Running)]
    [InlineData("\"EXITED\"", WireProcessState.Exited)]
    [InlineData("\"tErMiNaTeD\"", WireProcessState.Exited)]
    [InlineData("\"CLOSED\"", WireProcessState.Closed)]
    [InlineData("\"STOPPED\"", WireProcessState.Closed)]
    [InlineData("\"PENDING\"", WireProcessState.Pending)]
    [InlineData("\"unknown\"", WireProcessState.Unknown)]
    [InlineData("0", WireProcessState.Closed)]
    [InlineData("1", WireProcessState.Running)]
    [InlineData("2", WireProcessState.Running)]
    [InlineData("3", WireProcessState.Exited)]
    [InlineData("3.0", WireProcessState.Exited)]
    [InlineData("4", WireProcessState.Unknown)]
    public void Read_WordInAnyCaseOrNumber_IsTheState(string state, WireProcessState expected) =>
        Assert.Equal(expected, Assert.Single(Packets.Read<ProcessStatusMessage>(Status(state)).Entries).State);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"RUNNING \"")]
    [InlineData("\"DONE\"")]
    [InlineData("\"2\"")]
    [InlineData("-1")]
    [InlineData("5")]
    [InlineData("0.5")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[\"RUNNING\"]")]
    public void Read_AnythingElse_RefusesThePacket(string state) => Packets.Refuse(Status(state));

    [Theory]
    [InlineData(WireProcessState.Running, "RUNNING", "RUNNING")]
    [InlineData(WireProcessState.Exited, "EXITED", "TERMINATED")]
    [InlineData(WireProcessState.Closed, "CLOSED", "STOPPED")]
    [InlineData(WireProcessState.Pending, "PENDING", "PENDING")]
    [InlineData(WireProcessState.Unknown, "UNKNOWN", "UNKNOWN")]
    public void Write_State_UsesTheWordsOfTheDialect(WireProcessState state, string canonical, string legacy)
    {
        var message = new ProcessStatusMessage([new ProcessStatusEntry { Id = new WireId(1), State = state }]);

        Assert.Contains($"\"state\":\"{canonical}\"", Packets.Write(message), StringComparison.Ordinal);
        Assert.Contains($"\"state\":\"{legacy}\"", Packets.Write(message, FrameDialect.LE4), StringComparison.Ordinal);
    }

    [Fact]
    public void States_Numbers_AreStable()
    {
        Assert.Equal(
            ["Running=1", "Exited=2", "Closed=3", "Pending=4", "Unknown=5"],
            Enum.GetValues<WireProcessState>().Select(state => $"{state}={(int)state}"));
        Assert.Equal(["Stdout=1", "Stderr=2"], Enum.GetValues<WireStream>().Select(stream => $"{stream}={(int)stream}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"message\":null")]
    public void Read_StatusWithoutMessage_HasAnEmptyOne(string member)
    {
        var status = Packets.Read<ProcessStatusMessage>("{\"data\":{\"processStatus\":[{\"id\":1,\"state\":\"RUNNING\"" + member + "}]}}");
        var executed = Packets.Read<ExecutedMessage>("{\"data\":{\"executed\":[{\"id\":1,\"started\":true" + member + "}]}}");

        Assert.Equal("", Assert.Single(status.Entries).Message);
        Assert.Equal("", Assert.Single(executed.Entries).Message);
    }

    private static string Status(string state) => "{\"data\":{\"processStatus\":[{\"id\":1,\"state\":" + state + "}]}}";
}
