using RemoteExec.Server.Settings;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>
/// From text to nodes. What makes YAML dangerous or hard to read for people is refused here: several documents, anchors and aliases (a few lines that mean gigabytes), tags, names that
/// stand twice, and what is nested deeper than anybody writes.
/// </summary>
internal sealed class NodeParser
{
    private readonly SourceText _source;
    private readonly Findings _findings;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly List<string> _trail = [];
    private bool _hasStopped;

    private NodeParser(SourceText source, Findings findings)
    {
        _source = source;
        _findings = findings;
        _scanner = new Scanner(new StringReader(source.Text), skipComments: true, FileLimits.MaxKeyLength);
        _parser = new Parser(_scanner);
    }

    /// <returns>Null when it is no YAML at all; then a problem says why.</returns>
    internal static Node? Parse(SourceText source, Findings findings) => new NodeParser(source, findings).ParseOnly();

    private Node? ParseOnly()
    {
        _ = Next();
        if (Next() is StreamEnd)
        {
            Refuse(Place.Start, "there is nothing in the file; a sequence has a name and tracks");
            return null;
        }

        // What is no YAML from its beginning has been said; the rest is nothing then.
        var root = Read(Next(), 0);
        _ = Next();
        if (Next() is DocumentStart second)
        {
            Refuse(PlaceOf(second.Start), "a file holds one sequence; put what follows into another file");
        }

        return _hasStopped ? null : root;
    }

    private Node Read(ParsingEvent? parsed, int depth)
    {
        var place = parsed is null ? Place.Start : PlaceOf(parsed.Start);
        if (parsed is AnchorAlias alias)
        {
            Refuse(place, $"aliases are not taken: write out what *{Escaped.Text(alias.Value.Value, 64)} stands for");
            return new BrokenNode(place);
        }

        if (parsed is not NodeEvent node)
        {
            return new BrokenNode(place);
        }

        var isRefused = !node.Anchor.IsEmpty || !node.Tag.IsEmpty;
        if (!node.Anchor.IsEmpty)
        {
            Refuse(place, $"anchors are not taken: leave out &{Escaped.Text(node.Anchor.Value, 64)}");
        }

        if (!node.Tag.IsEmpty)
        {
            Refuse(place, "tags such as !!str are not taken: leave it out, and put a text in quotes");
        }

        Node read = node switch
        {
            YamlScalar scalar => ReadScalar(scalar, place),
            SequenceStart => ReadList(place, depth + 1),
            _ => ReadMap(place, depth + 1),
        };
        return isRefused ? new BrokenNode(place) : read;
    }

    private Node ReadScalar(YamlScalar scalar, Place place)
    {
        if (!scalar.Value.Contains('\0', StringComparison.Ordinal))
        {
            return new ScalarNode(place, scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        Refuse(place, "a text may not hold a NUL");
        return new BrokenNode(place);
    }

    private ListNode ReadList(Place place, int depth)
    {
        List<Node> items = [];
        while (MayEnter(place, depth) && Next() is { } item and not SequenceEnd)
        {
            _trail.Add($"[{items.Count}]");
            items.Add(Read(item, depth));
            Leave();
        }

        return new ListNode(place, items);
    }

    private MapNode ReadMap(Place place, int depth)
    {
        List<(ScalarNode Name, Node Value)> members = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (MayEnter(place, depth) && Next() is { } key and not MappingEnd)
        {
            var name = Read(key, depth) as ScalarNode;
            if (name is null)
            {
                Refuse(PlaceOf(key.Start), "the name of a member is a plain text");
            }

            _trail.Add($".{Escaped.Text(name?.Text ?? "?", 64)}");
            var isFirst = name is null || lines.TryAdd(name.Text, name.Place.Line);
            if (!isFirst)
            {
                Refuse(name!.Place, $"{Escaped.Text(name.Text, 64)} stands here twice, first in line {lines[name.Text]}: keep one");
            }

            var value = Read(Next(), depth);
            Leave();
            if (name is not null && isFirst)
            {
                members.Add((name, value));
            }
        }

        return new MapNode(place, members);
    }

    private bool MayEnter(Place place, int depth)
    {
        if (depth > FileLimits.MaxDepth && !_hasStopped)
        {
            Refuse(place, $"nested more than {FileLimits.MaxDepth} deep");
            _hasStopped = true;
        }

        return !_hasStopped;
    }

    // A stopped parser has nothing more to say, and its trail stays where it stopped.
    private void Leave()
    {
        if (!_hasStopped)
        {
            _trail.RemoveAt(_trail.Count - 1);
        }
    }

    private ParsingEvent? Next()
    {
        if (_hasStopped)
        {
            return null;
        }

        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException exception)
        {
            var (place, sentence) = SyntaxErrors.Explain(exception, _source);
            Refuse(place, sentence);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // For a few texts the library has other words, none of them about us: \UFFFFFFFF, a tag that is no address, a name of several lines.
            Refuse(PlaceOf(_scanner.CurrentPosition), "this is not YAML: what stands before this cannot be read");
        }

        _hasStopped = true;
        return null;
    }

    private void Refuse(Place place, string sentence) => _findings.Add(place, string.Concat(_trail).TrimStart('.'), sentence);

    private Place PlaceOf(Mark mark) => _source.Within(mark.Line, mark.Column);
}
