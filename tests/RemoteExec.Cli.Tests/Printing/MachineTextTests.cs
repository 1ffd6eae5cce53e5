using System.Text.Json;
using RemoteExec.Cli.Printing;

namespace RemoteExec.Cli.Tests.Printing;

public sealed class MachineTextTests
{
    [Fact]
    public void Facts_AreRowsForPeople() =>
        Assert.Equal(
            [("os", "Debian"), ("cores", "8"), ("memory", "16.0 GiB")],
            MachineText.Facts(Json("""{"agent":"remoteexec-agent 1","os":"Debian","cores":8,"memory":17179869184}""")));

    [Fact]
    public void Folders_ShowHowMuchIsInThem() =>
        Assert.Equal(
            ["/opt/show  (3 programs)", "/usr/bin  (1+ programs)"],
            MachineText.Folders(Json("""[{"path":"/opt/show","files":["a","b"],"folders":[{"path":"/opt/show/x","files":["c"],"folders":[]}]},{"path":"/usr/bin","files":["a"],"folders":[],"truncated":true}]""")));

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[1,null,{}]")]
    [InlineData("{\"memory\":\"much\",\"x\":[1]}")]
    public void Anything_IsShownWithoutFailing(string json)
    {
        _ = MachineText.Facts(Json(json)).ToList();
        _ = MachineText.Folders(Json(json)).ToList();
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
