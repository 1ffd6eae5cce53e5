using System.Text.Json;
using FsCheck.Xunit;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>What an HTTP client sends is a file like any other.</summary>
public class JsonTests
{
    [Theory]
    [InlineData("""{"name":"show","tracks":[{"target":"left","steps":[{"application":"warp"}]}]}""")]
    [InlineData("{\r\n\t\"name\" : \"show\",\r\n\t\"tracks\": [\r\n\t\t{ \"target\": \"left\", \"steps\": [ { \"application\": \"warp\", \"path\": null, \"required\": true } ] }\r\n\t]\r\n}\r\n")]
    public void Json_IsRead(string json) => Texts.AreSame(Texts.Right(Texts.Head), Texts.Right(json));

    [Fact]
    public void Json_ThatIsWrong_SaysWhere()
    {
        Texts.IsOneProblem(
            """
            {
              "name": "show",
              "tracks": [
                { "target": "left", "steps": [ { "application": "warp", "delay": 500 } ] }
              ]
            }
            """,
            4, 70, "tracks[0].steps[0].delay", "a time needs a unit");
        Texts.IsOneProblem("""{"name":"show","name":"a","tracks":[{"target":"left","steps":[{"application":"warp"}]}]}""", 1, 16, "name", "stands here twice");
        Texts.IsOneProblem("""{"name":"show","tracks":[{"target":"left","steps":[{"application":"warp"}]}]""", 1, 77, "", "this is not YAML");
    }

    [Property(MaxTest = 150, Arbitrary = [typeof(AnySequence)])]
    public void AnySequence_AsJson_IsTheSame(Sequence sequence)
    {
        Texts.AreSame(sequence, Texts.Right(JsonForm.Of(sequence).ToJsonString()));
        Texts.AreSame(sequence, Texts.Right(JsonForm.Of(sequence).ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentCharacter = '\t', IndentSize = 1 })));
    }
}
