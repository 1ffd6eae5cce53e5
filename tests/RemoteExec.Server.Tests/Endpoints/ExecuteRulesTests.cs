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
        var problems = new List<string>();
        ExecuteRules.Check("execute[0]", application, "", [], 0, null, problems);

        Assert.StartsWith("execute[0].application must", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EverythingWrong_NamesEverything()
    {
        var problems = new List<string>();
        ExecuteRules.Check(
            "execute[2]", "a/b", "\0", [.. Enumerable.Repeat("x", 129)], -1, "bell\u0007", problems);
        ExecuteRules.Check("execute[3]", "ok", "", [new string('x', 4097), "fine", "nul\0"], 86_400_001, "", problems);
        ExecuteRules.CheckEnvironment("execute[4]", new Dictionary<string, string> { ["A=B"] = "" }, problems);

        Assert.Equal(10, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("execute[3].arguments[2]", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_TheMostThatIsAllowed_IsAllowed()
    {
        var problems = new List<string>();
        ExecuteRules.Check(
            "execute[0]", new string('a', 255), "/usr/bin", [.. Enumerable.Repeat(new string('é', 2048), 128)], 86_400_000, new string('n', 255), problems);

        Assert.Empty(problems);
    }
}
