using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>The members of one mapping, by the names that it may hold; whatever else stands there is refused.</summary>
internal sealed class Members
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal) { ["env"] = "environment", ["cwd"] = "workingDirectory" };

    private readonly Dictionary<string, Node> _values = new(StringComparer.Ordinal);

    private Members(string path, Findings findings)
    {
        Path = path;
        Findings = findings;
    }

    internal string Path { get; }

    internal Findings Findings { get; }

    /// <summary>Whether it held something that nobody knows.</summary>
    internal bool HasUnknown { get; private set; }

    /// <summary>Opens a mapping.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Takes the problems.</param>
    /// <param name="otherwise">The sentence when it is none.</param>
    /// <param name="names">What it may hold.</param>
    /// <returns>Null when it is none; that has been said.</returns>
    internal static Members? Open(Node node, string path, Findings findings, string otherwise, params string[] names)
    {
        findings.Locate(path, node.Place);
        if (node is MapNode map)
        {
            var members = new Members(path, findings);
            members.Take(map, names);
            return members;
        }

        Refuse(node, path, findings, otherwise);
        return null;
    }

    /// <summary>Says that something is of the wrong kind, unless it was refused before.</summary>
    internal static void Refuse(Node node, string path, Findings findings, string sentence)
    {
        if (node is BrokenNode)
        {
            findings.ExcuseAll(path);
        }
        else
        {
            findings.Break(node.Place, path, sentence);
        }
    }

    /// <summary>A member; null when it was left out, or holds nothing.</summary>
    internal Node? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The path of a member.</summary>
    internal string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>Says that a member is missing, unless there is something.</summary>
    internal void Require(string name, string sentence)
    {
        if (!_values.ContainsKey(name) && !Findings.IsTold(PathOf(name)))
        {
            Findings.Add(PathOf(name), sentence);
        }
    }

    private void Take(MapNode map, string[] names)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (var (written, value) in map.Members)
        {
            var name = OtherNames.GetValueOrDefault(written.Text, written.Text);
            if (!names.Contains(name))
            {
                RefuseUnknown(written, names);
            }
            else if (!taken.Add(name))
            {
                Findings.Add(written.Place, PathOf(name), $"{written.Text} is another word for {(written.Text == name ? OtherNames.First(other => other.Value == name).Key : name)}: keep one");
            }
            else if (value is not ScalarNode { IsNothing: true })
            {
                Findings.Locate(PathOf(name), value.Place);
                _values.Add(name, value);
            }
        }
    }

    private void RefuseUnknown(ScalarNode written, string[] names)
    {
        HasUnknown = true;
        var shown = Escaped.Text(written.Text, 64);
        var meant = NearestWord.Find(written.Text, names);
        if (meant is not null)
        {
            Findings.Excuse(PathOf(meant));
        }

        var question = meant is null ? "" : $"did you mean {meant}? ";
        Findings.Add(written.Place, PathOf(shown), $"unknown member {shown}; {question}allowed here: {string.Join(", ", names)}");
    }
}
