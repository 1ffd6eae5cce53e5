using System.Net;
using System.Net.Http.Headers;
using RemoteExec.Server.Tests.Endpoints.Peers;

namespace RemoteExec.Server.Tests.Endpoints;

/// <summary>Bodies that nobody should send.</summary>
[Collection(ApiCollection.Name)]
public class BodyTests(ApiServer server)
{
    private const string Processes = "/api/v1/processes";

    [Theory]
    [InlineData("", "The body")]
    [InlineData("null", "The body")]
    [InlineData("[]", "The body")]
    [InlineData("7", "The body")]
    [InlineData("\"x\"", "The body")]
    [InlineData("{", "The body")]
    [InlineData("{}", "The body")]
    [InlineData("{} {}", "The body")]
    [InlineData("{\"targets\":[\"x\"],}", "The body")]
    [InlineData("{/* hello */}", "The body")]
    [InlineData("""{"targets":"x","execute":[]}""", "targets")]
    [InlineData("""{"targets":null,"execute":[]}""", "targets")]
    [InlineData("""{"targets":[7],"execute":[]}""", "targets[0]")]
    [InlineData("""{"targets":["x"],"execute":{}}""", "execute")]
    [InlineData("""{"targets":["x"],"execute":[7]}""", "execute[0]")]
    [InlineData("""{"targets":["x"],"execute":[null]}""", "execute[0]")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","delay":"1"}]}""", "execute[0].delay")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","delay":1.5}]}""", "execute[0].delay")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","delay":1e999}]}""", "execute[0].delay")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","delay":99999999999}]}""", "execute[0].delay")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","delai":1}]}""", "execute[0].delai")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","arguments":[null]}]}""", "execute[0].arguments[0]")]
    [InlineData("""{"targets":["x"],"targets":["y"],"execute":[{"application":"a"}]}""", "targets")]
    [InlineData("""{"targets":["x"],"execute":[{"application":"a","application":"b"}]}""", "execute[0].application")]
    public async Task Post_WrongShape_NamesWhere(string body, string field)
    {
        var problem = await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest);

        Assert.Equal("bad-request", problem.Code());
        Assert.Equal([field], problem.Fields());
    }

    [Theory]
    [InlineData("execute[0].application", "{\"targets\":[\"x\"],\"execute\":[{\"application\":\"\\ud800\"}]}")]
    [InlineData("execute[0].arguments[0]", "{\"targets\":[\"x\"],\"execute\":[{\"application\":\"a\",\"arguments\":[\"\\udc00x\"]}]}")]
    [InlineData("targets[0]", "{\"targets\":[\"\\ud83d\"],\"execute\":[]}")]
    public async Task Post_HalfACharacter_IsRefused(string field, string body) =>
        Assert.Equal([field], (await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest)).Fields());

    [Fact]
    public async Task Post_HalfACharacterInAName_IsRefused()
    {
        var body = """{"targets":["x"],"execute":[{"application":"a","environment":{"\ud800":"x"}}]}""";

        Assert.Equal("bad-request", (await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest)).Code());
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xfe })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    public async Task Post_InvalidUtf8_IsRefused(byte[] bytes)
    {
        byte[] body = [.. "{\"targets\":[\""u8, .. bytes, .. "\"],\"execute\":[{\"application\":\"a\"}]}"u8];

        using var response = await server.Operator.SendAsync(Request(body, "application/json"));
        Assert.Equal("bad-request", (await response.JsonAsync(HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Post_Deep_IsRefused()
    {
        var body = "{\"targets\":" + new string('[', 100_000);

        Assert.Equal("bad-request", (await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest)).Code());
    }

    [Fact]
    public async Task Post_TooLarge_IsSaid()
    {
        // It asks first: a server that refuses hangs up, and who is still sending then hears nothing of the answer.
        using var request = Request(new byte[1_100_000], "application/json");
        request.Headers.ExpectContinue = true;
        using var response = await server.Operator.SendAsync(request);

        Assert.Equal("too-large", (await response.JsonAsync(HttpStatusCode.RequestEntityTooLarge)).Code());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Post_NotJson_IsSaid(string? type)
    {
        using var response = await server.Operator.SendAsync(Request("{}"u8.ToArray(), type));

        Assert.Equal("unsupported-media-type", (await response.JsonAsync(HttpStatusCode.UnsupportedMediaType)).Code());
    }

    [Fact]
    public async Task Post_TooManyEntriesOrTargets_IsSaid()
    {
        var body = $$"""{"targets":[{{string.Join(',', Enumerable.Repeat("\"x\"", 257))}}],"execute":[{{string.Join(',', Enumerable.Repeat("""{"application":"a"}""", 257))}}]}""";

        Assert.Equal(["targets", "execute"], (await server.Operator.SendJsonAsync(HttpMethod.Post, Processes, body, HttpStatusCode.BadRequest)).Fields());
    }

    [Fact]
    public async Task Post_EntryThatNoPacketHolds_EndsFailed_AndTheMachineStays()
    {
        await using var agent = await server.AgentAsync("packet");
        var process = await server.StartAsync("packet", new { application = "a", arguments = Enumerable.Repeat(new string('x', 4_096), 128) });

        Assert.Contains("do not fit", (await server.ProcessAsync(process.Id(), "failed")).Text("message"), StringComparison.Ordinal);
        await server.StartAsync("packet");
        Assert.Equal("show", (await agent.NextExecuteAsync()).Application);
    }

    private static HttpRequestMessage Request(byte[] body, string? type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Processes) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return request;
    }
}
