using System.Xml.Linq;

namespace RemoteExec.Architecture.Tests;

/// <summary>Project and package references are the arrows of ARCHITECTURE.md.</summary>
public class ArrowsTests
{
    private static readonly Dictionary<string, string[]> AllowedProjects = new(StringComparer.Ordinal)
    {
        ["RemoteExec.Protocol"] = [],
        ["RemoteExec.Processes"] = [],
        ["RemoteExec.Agent"] = ["RemoteExec.Protocol", "RemoteExec.Processes"],
        ["RemoteExec.Fleet"] = [],
        ["RemoteExec.Storage"] = ["RemoteExec.Fleet"],
        ["RemoteExec.Api"] = [],
        ["RemoteExec.Server"] = ["RemoteExec.Protocol", "RemoteExec.Fleet", "RemoteExec.Storage", "RemoteExec.Api"],
        ["RemoteExec.Cli"] = ["RemoteExec.Api", "RemoteExec.Protocol"],
    };

    // Rooms that are to know nothing of the frameworks around them. Abstractions are allowed everywhere.
    private static readonly Dictionary<string, string[]> AllowedPackages = new(StringComparer.Ordinal)
    {
        ["RemoteExec.Protocol"] = ["libsodium"],
        ["RemoteExec.Processes"] = [],
        ["RemoteExec.Fleet"] = [],
        ["RemoteExec.Api"] = [],
    };

    public static TheoryData<string> Rooms => [.. AllowedProjects.Keys];

    public static TheoryData<string> FrugalRooms => [.. AllowedPackages.Keys];

    [Fact]
    public void EveryRoomIsOnTheMap() =>
        Assert.Equal(AllowedProjects.Keys.Order(), Repository.Files("src", "*.csproj").Select(Path.GetFileNameWithoutExtension).Order());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomReferencesOnlyWhatTheMapAllows(string room) =>
        Assert.Subset(AllowedProjects[room].ToHashSet(), References(room, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)!).ToHashSet());

    [Theory]
    [MemberData(nameof(FrugalRooms))]
    public void AFrugalRoomUsesNoOtherPackages(string room) =>
        Assert.Subset(
            AllowedPackages[room].ToHashSet(),
            References(room, "PackageReference").Where(p => !p.EndsWith(".Abstractions", StringComparison.Ordinal)).ToHashSet());

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomHasTests(string room) =>
        Assert.True(File.Exists(Repository.Path($"tests/{room}.Tests/{room}.Tests.csproj")), $"{room} has no tests.");

    [Fact]
    public void VersionsArePinnedInOnePlace() =>
        Assert.DoesNotContain(Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")), file =>
            XDocument.Load(file).Descendants("PackageReference").Any(p => p.Attribute("Version") is not null));

    private static IEnumerable<string> References(string room, string element) =>
        XDocument.Load(Repository.Path($"src/{room}/{room}.csproj"))
            .Descendants(element)
            .Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
