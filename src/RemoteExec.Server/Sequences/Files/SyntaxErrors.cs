using YamlDotNet.Core;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>What is no YAML, in words for whoever wrote it.</summary>
internal static class SyntaxErrors
{
    /// <summary>Where it is, and what to do.</summary>
    internal static (Place Place, string Sentence) Explain(YamlException exception, SourceText source)
    {
        var place = source.Within(exception.Start.Line, exception.Start.Column);
        var last = source.Within(exception.End.Line, exception.End.Column).Line;
        if (exception.Message.Contains("tab", StringComparison.Ordinal) || source.At(place) == '\t')
        {
            for (var line = place.Line; line <= Math.Min(last + 1, source.LineCount); line++)
            {
                if (IndentingTab(source.Line(line)) is >= 0 and var tab)
                {
                    return (new Place(line, tab + 1), "a tab cannot indent: use spaces");
                }
            }
        }

        return exception.Message switch
        {
            var message when message.Contains("cannot start any token", StringComparison.Ordinal) =>
                (place, $"a text that begins with {source.At(place)} needs quotes"),
            var message when message.Contains("found invalid mapping", StringComparison.Ordinal) =>
                (place, "a text that holds \": \" needs quotes; else this stands in the wrong line"),
            var message when message.Contains("did not find expected key", StringComparison.Ordinal) =>
                (place, "this is indented neither as a member of what stands above it nor as a new one"),
            var message => (place, $"this is not YAML: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}"),
        };
    }

    private static int IndentingTab(ReadOnlySpan<char> line)
    {
        var text = line.IndexOfAnyExcept(' ', '\t');
        return (text < 0 ? line : line[..text]).IndexOf('\t');
    }
}
