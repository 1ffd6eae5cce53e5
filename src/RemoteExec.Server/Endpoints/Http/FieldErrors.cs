namespace RemoteExec.Server.Endpoints.Http;

/// <summary>Collects everything that is wrong with a request, by field, in the order in which it was found.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Field, string Sentence)> _found = [];

    public int Count => _found.Count;

    /// <param name="field">For example <c>execute[0].delay</c>.</param>
    /// <param name="sentence">What is right, as the second half of a sentence that begins with the field: "must be …".</param>
    internal void Add(string field, string sentence) => _found.Add((field, sentence));

    internal Dictionary<string, string[]> ByField() =>
        _found.GroupBy(error => error.Field).ToDictionary(group => group.Key, group => group.Select(error => error.Sentence).ToArray());

    /// <summary>All of it as text, cut after a few: a person reads the first ones.</summary>
    internal string Sentence()
    {
        const int Shown = 5;
        var text = string.Join(" ", _found.Take(Shown).Select(error => $"{error.Field} {error.Sentence}."));
        return _found.Count > Shown ? $"{text} And {_found.Count - Shown} more." : text;
    }
}
