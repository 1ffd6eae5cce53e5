using System.Diagnostics.CodeAnalysis;
using RemoteExec.Fleet.Machines;

namespace RemoteExec.Fleet.Targets;

/// <summary>
/// Which machines are meant: a name or id, <c>label=value</c>, <c>@group</c> (the machines with the label <c>group=NAME</c>), <c>*</c>, or several with commas. It is resolved
/// once, when a request arrives.
/// </summary>
public sealed class TargetExpression
{
    private readonly IReadOnlyList<Term> _terms;

    private TargetExpression(IReadOnlyList<Term> terms) => _terms = terms;

    private enum TermKind
    {
        All,
        Label,
        Name,
    }

    /// <summary>Whether <c>*</c> is part of it.</summary>
    public bool MeansAll => _terms.Any(term => term.Kind == TermKind.All);

    /// <summary>The names and ids that it has.</summary>
    public IEnumerable<string> Names => _terms.Where(term => term.Kind == TermKind.Name).Select(term => term.Text);

    /// <summary>The labels that it has, those of groups among them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Labels => _terms.Where(term => term.Kind == TermKind.Label).Select(term => KeyValuePair.Create(term.Key, term.Value));

    /// <summary>Reads an expression.</summary>
    /// <param name="text">As someone typed it.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="problem">A sentence.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TargetExpression? expression, [NotNullWhen(false)] out string? problem)
    {
        expression = null;
        var terms = new List<Term>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryParseTerm(part, out var term, out problem))
            {
                return false;
            }

            terms.Add(term);
        }

        expression = new TargetExpression(terms);
        problem = null;
        return true;
    }

    /// <summary>Finds the machines.</summary>
    /// <param name="fleet">All machines, or at least all that are meant.</param>
    /// <param name="machines">Those that are meant, in the fleet's order, each once.</param>
    /// <param name="unmatched">The first part that names nobody; null when each names somebody.</param>
    public bool TryResolve(IReadOnlyCollection<Machine> fleet, out IReadOnlyList<Machine> machines, [NotNullWhen(false)] out string? unmatched)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var meant = new HashSet<string>(StringComparer.Ordinal);
        unmatched = null;
        foreach (var term in _terms)
        {
            var matches = Meant(term, fleet);
            unmatched ??= matches.Count == 0 ? term.Text : null;
            meant.UnionWith(matches.Select(machine => machine.Id));
        }

        machines = [.. fleet.Where(machine => meant.Contains(machine.Id))];
        return unmatched is null;
    }

    // An id is its machine's alone: another one that calls itself so is not meant.
    private static List<Machine> Meant(Term term, IReadOnlyCollection<Machine> fleet) =>
        term.Kind == TermKind.Name && fleet.FirstOrDefault(machine => machine.Id == term.Text) is { } owner ? [owner] : [.. fleet.Where(term.Matches)];

    private static bool TryParseTerm(string text, [NotNullWhen(true)] out Term? term, [NotNullWhen(false)] out string? problem)
    {
        term = null;
        problem = null;
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (text == "*")
        {
            term = new Term(TermKind.All, text, "", "");
        }
        else if (text.StartsWith('@') && text.Length > 1 && equals < 0)
        {
            term = new Term(TermKind.Label, text, "group", text[1..]);
        }
        else if (equals > 0 && !text.StartsWith('@'))
        {
            term = new Term(TermKind.Label, text, text[..equals], text[(equals + 1)..]);
        }
        else if (text.Length > 0 && text.IndexOfAny(['=', '@', '*']) < 0)
        {
            term = new Term(TermKind.Name, text, "", "");
        }
        else
        {
            problem = "a target is a machine's name, label=value, @group, * or several of these with commas";
        }

        return term is not null;
    }

    private sealed record Term(TermKind Kind, string Text, string Key, string Value)
    {
        internal bool Matches(Machine machine) => Kind switch
        {
            TermKind.All => true,
            TermKind.Label => machine.Labels.TryGetValue(Key, out var value) && value == Value,
            _ => string.Equals(machine.Name, Text, StringComparison.OrdinalIgnoreCase),
        };
    }
}
