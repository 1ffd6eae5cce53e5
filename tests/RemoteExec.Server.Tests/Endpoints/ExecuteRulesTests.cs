using RemoteExec.Api.Processes;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Processes;

namespace RemoteExec.Server.Tests.Endpoints;

public class ExecuteRulesTests
{
    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("")]
    [InlineData(null)]
    public void Check_ApplicationThatIsNoFileName_IsOneProblem(string? application)
    {
        var problems = new FieldErrors();
        ExecuteRules.Check("execute[0]", application, "", [], 0, null, problems);

        Assert.Equal("execute[0].application", Assert.Single(problems.ByField()).Key);
    }

    [Fact]
    public void Check_EverythingWrong_NamesEverything()
    {
        var problems = new FieldErrors();
        ExecuteRules.Check(
            "execute[2]", "a/b", "\0", [.. Enumerable.Repeat("x", 129)], -1, "bell\u0007", problems);
        ExecuteRules.Check("execute[3]", "ok", "", [new string('x', 4097), "fine", "nul\0"], 86_400_001, "", problems);
        ExecuteRules.CheckEnvironment("execute[4]", new Dictionary<string, string> { ["A=B"] = "" }, problems);

        Assert.Equal(10, problems.Count);
        Assert.Contains("execute[3].arguments[2]", problems.ByField().Keys);
    }

    [Fact]
    public void Check_TheMostThatIsAllowed_IsAllowed()
    {
        var problems = new FieldErrors();
        ExecuteRules.Check(
            "execute[0]", new string('a', 255), "/usr/bin", [.. Enumerable.Repeat(new string('é', 2048), 128)], 86_400_000, new string('n', 255), problems);

        Assert.Equal(0, problems.Count);
    }

    [Fact]
    public void Check_RequestWithoutTargetsOrEntries_NamesBoth()
    {
        var errors = RequestRules.Check(new ExecuteRequest { Targets = [], Execute = [], QueueFor = -1 });

        Assert.Equal(["targets", "execute", "queueFor"], errors.ByField().Keys);
    }

    [Theory]
    [InlineData("""{"targets":["a"],"execute":[{"application":"x","delai":1}]}""", "delai")]
    [InlineData("""{"targets":["a"],"execute":[{"application":"x","delay":"1"}]}""", "delay")]
    [InlineData("""{"targets":["a"],"execute":[{"path":"x"}]}""", "application")]
    [InlineData("""{"targets":["a"],"targets":["b"],"execute":[]}""", "targets")]
    [InlineData("""{"targets":"a","execute":[]}""", "targets")]
    [InlineData("""{"targets":["a"],"execute":[]""", "The body")]
    [InlineData("null", "The body")]
    public void Parse_BodyOfTheWrongShape_NamesTheField(string body, string field)
    {
        var (value, refusal) = JsonBody.Parse<ExecuteRequest>(System.Text.Encoding.UTF8.GetBytes(body));

        Assert.Null(value);
        var problem = Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>(refusal).ProblemDetails;
        Assert.Equal(400, problem.Status);
        Assert.Equal("bad-request", problem.Extensions["code"]);
        Assert.Contains(field, problem.Detail!, StringComparison.Ordinal);
        Assert.DoesNotContain("RemoteExec.", problem.Detail!, StringComparison.Ordinal);
    }
}
