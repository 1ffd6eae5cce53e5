using System.Text.RegularExpressions;

namespace RemoteExec.Architecture.Tests;

/// <summary>A map that names what is not there is worse than none.</summary>
public partial class MapTests
{
    public static TheoryData<string> PathsOfTheMap => [.. PathsIn("ARCHITECTURE.md")];

    public static TheoryData<string> Documents =>
        [.. new[] { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md" }.Concat(
            Repository.Files("docs", "*.md").Select(file => Path.GetRelativePath(Repository.Root, file)))];

    [Theory]
    [MemberData(nameof(PathsOfTheMap))]
    public void EveryPathOfTheMapExists(string path) =>
        Assert.True(Path.Exists(Repository.Path(path)), $"ARCHITECTURE.md names {path}, which does not exist.");

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryLinkToAFileLeadsSomewhere(string document)
    {
        var folder = Path.GetDirectoryName(Repository.Path(document))!;
        var broken = LinkPattern().Matches(File.ReadAllText(Repository.Path(document)))
            .Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal))
            .Where(link => !Path.Exists(Path.Combine(folder, link)));
        Assert.Empty(broken);
    }

    [Fact]
    public void ProgramsBeginShort() =>
        Assert.All(
            Repository.Files("src", "Program.cs"),
            file => Assert.True(File.ReadAllLines(file).Length <= 30, $"{file} has more than 30 lines."));

    [Fact]
    public void NoFileHoldsTwoIdeas() =>
        Assert.DoesNotContain(
            Repository.Files("src", "*.cs").Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal)),
            file => File.ReadAllLines(file).Length > 400);

    private static IEnumerable<string> PathsIn(string document) =>
        PathPattern().Matches(File.ReadAllText(Repository.Path(document))).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex(@"`((?:src|tests|bench|docs|samples|deploy|scripts)/[^`\s]*)`")]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();
}
