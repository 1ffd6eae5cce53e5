namespace RemoteExec.Server.Sequences.Files;

/// <summary>Collects what is wrong, and knows where everything stands: rules that know nothing of files name a path, and are told once.</summary>
internal sealed class Findings(SourceText source)
{
    private readonly List<SequenceFileProblem> _problems = [];
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    internal int Count => _problems.Count;

    /// <summary>Remembers where something stands.</summary>
    internal void Locate(string path, Place place) => _places.TryAdd(path, place);

    /// <summary>Adds a problem.</summary>
    internal void Add(Place place, string path, string sentence)
    {
        _told.Add(path);
        if (_problems.Count <= FileLimits.MostProblems)
        {
            var within = source.Within(place.Line, place.Column);
            _problems.Add(new SequenceFileProblem(
                within.Line, within.Column, path, _problems.Count == FileLimits.MostProblems ? $"there are more than {FileLimits.MostProblems} problems; mend these first" : sentence));
        }
    }

    /// <summary>Adds a problem of what stands at a path; what is not there is where it should be.</summary>
    internal void Add(string path, string sentence) => Add(PlaceOf(path), path, sentence);

    /// <summary>Adds one of the whole file.</summary>
    internal void AddAtEnd(string sentence) => Add(source.End, "", sentence);

    /// <summary>Adds a problem after which nothing more is to be said about a path and what is below it.</summary>
    internal void Break(Place place, string path, string sentence)
    {
        Add(place, path, sentence);
        _broken.Add(path);
    }

    /// <summary>Nothing more is to be said about a path: it follows from what was said.</summary>
    internal void Excuse(string path) => _told.Add(path);

    /// <summary>As <see cref="Excuse"/>, and about what is below it.</summary>
    internal void ExcuseAll(string path) => _broken.Add(path);

    /// <summary>Whether something below a path could not be read: what is counted there is not what its writer meant.</summary>
    internal bool IsBrokenBelow(string path) => _broken.Any(broken => broken.StartsWith(path, StringComparison.Ordinal) && broken.Length > path.Length);

    /// <summary>Whether something was said about a path.</summary>
    internal bool IsTold(string path)
    {
        if (_told.Contains(path))
        {
            return true;
        }

        for (var above = path; ; above = Above(above))
        {
            if (_broken.Contains(above))
            {
                return true;
            }

            if (above.Length == 0)
            {
                return false;
            }
        }
    }

    /// <summary>Adds what a set of rules found, but for what was said before.</summary>
    internal void AddNew(IEnumerable<(string Path, string Sentence)> found)
    {
        foreach (var (path, sentence) in found.Where(problem => !IsTold(problem.Path)).ToList())
        {
            Add(path, sentence);
        }
    }

    internal IReadOnlyList<SequenceFileProblem> InOrder() => [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    private Place PlaceOf(string path)
    {
        Place place;
        for (; !_places.TryGetValue(path, out place); path = Above(path))
        {
            if (path.Length == 0)
            {
                return Place.Start;
            }
        }

        return place;
    }

    // tracks[1].steps[0].delay → tracks[1].steps[0] → tracks[1].steps → tracks[1] → tracks → the file
    private static string Above(string path) => path[..Math.Max(0, path.AsSpan().LastIndexOfAny('.', '['))];
}
