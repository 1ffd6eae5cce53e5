using System.Text.Json;
using System.Text.RegularExpressions;

namespace RemoteExec.Protocol.Tests.Messages;

/// <summary>Whoever writes a client copies the examples of docs/protocol.md: each must be read, and be what we write.</summary>
public partial class SpecificationTests
{
    public static TheoryData<string> Examples => [.. ExamplesOf(Repository.Read("docs/protocol.md"))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Read_IsWhatWeWrite(string json)
    {
        var packet = Packets.Read(json);

        var written = packet.Error is { } error ? Packets.Write(error) : Packets.Write(Assert.Single(packet.Messages));

        Assert.Equal(WithoutWhiteSpace(json), written);
    }

    [Fact]
    public void Examples_AreFound() => Assert.True(Examples.Count >= 12, $"only {Examples.Count} examples were found");

    // Those with an ellipsis in place of a value are no JSON.
    private static IEnumerable<string> ExamplesOf(string specification) =>
        ExamplePattern().Matches(specification)
            .Select(match => match.Groups["json"].Value)
            .Where(json => !EllipsisPattern().IsMatch(json))
            .Distinct();

    private static string WithoutWhiteSpace(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, Relaxed);
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex(@"(?:`|^)(?<json>\{""(?:data|error)"":.*?\}+)(?:`|$(?!\n ))", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex(@"[:\[{]…|\[""…""\]")]
    private static partial Regex EllipsisPattern();
}
