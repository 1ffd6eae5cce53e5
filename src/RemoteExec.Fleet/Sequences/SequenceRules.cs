using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Targets;

namespace RemoteExec.Fleet.Sequences;

/// <summary>What a sequence may be, whatever machines there are.</summary>
public static class SequenceRules
{
    /// <summary>Characters of a name at most.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Tracks of a sequence at most.</summary>
    public const int MostTracks = 1_024;

    /// <summary>Steps of a sequence at most, over all tracks.</summary>
    public const int MostSteps = 2_048;

    /// <summary>Steps of one track at most: as many as one <c>execute</c> holds.</summary>
    public const int MostStepsOfTrack = 256;

    /// <summary>Delays and staggers at most, milliseconds: a day.</summary>
    public const int MostMilliseconds = 86_400_000;

    /// <summary>How long a machine that was woken is waited for at least, milliseconds.</summary>
    public const int LeastWakeMilliseconds = 1_000;

    /// <summary>How long a machine that was woken is waited for at most, milliseconds: an hour.</summary>
    public const int MostWakeMilliseconds = 3_600_000;

    /// <summary>Addresses at most.</summary>
    public const int MostNotify = 32;

    /// <summary>How long steps wait for a machine that is away when nobody says: ten minutes.</summary>
    public const int DefaultQueueMilliseconds = 600_000;

    /// <summary>Checks a name of a sequence.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Null when it may be used, else a sentence. It stands in addresses and command lines, so it is plain.</returns>
    public static string? FindNameProblem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || name[0] is '.' or '-'
            ? $"a sequence's name has 1–{MaxNameLength} letters a–z, A–Z, digits, - _ or . and begins with a letter, a digit or _"
            : null;
    }

    /// <summary>Finds everything that is wrong with its structure; what a single program may be is checked where executables are.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>Empty when it may be stored.</returns>
    public static IReadOnlyList<SequenceProblem> FindProblems(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        List<SequenceProblem> problems = [];
        if (FindNameProblem(sequence.Name) is { } wrongName)
        {
            problems.Add(new SequenceProblem("name", wrongName));
        }

        if (sequence.Tracks.Count is 0 or > MostTracks)
        {
            problems.Add(new SequenceProblem("tracks", $"a sequence has 1–{MostTracks} tracks, not {sequence.Tracks.Count}"));
        }

        if (sequence.Tracks.Sum(track => track.Steps.Count) is var steps and (0 or > MostSteps) && sequence.Tracks.Count > 0)
        {
            problems.Add(new SequenceProblem("tracks", $"a sequence has 1–{MostSteps} steps in all, not {steps}"));
        }

        CheckRange(problems, "queue", sequence.QueueMilliseconds, 1_000);
        CheckNotify(problems, sequence.Notify);
        for (var i = 0; i < sequence.Tracks.Count; i++)
        {
            CheckTrack(problems, $"tracks[{i}]", sequence.Tracks[i]);
        }

        CheckOrder(problems, sequence.Tracks);
        return problems;
    }

    private static void CheckNotify(List<SequenceProblem> problems, IReadOnlyList<string> notify)
    {
        if (notify.Count > MostNotify)
        {
            problems.Add(new SequenceProblem("notify", $"at most {MostNotify} addresses and webhooks, not {notify.Count}"));
        }

        for (var i = 0; i < notify.Count; i++)
        {
            if (NoticeRecipients.FindProblem(notify[i]) is { } wrong)
            {
                problems.Add(new SequenceProblem($"notify[{i}]", wrong));
            }
        }
    }

    private static void CheckTrack(List<SequenceProblem> problems, string at, Track track)
    {
        if (FindTextProblem(track.Name) is { } wrongName)
        {
            problems.Add(new SequenceProblem($"{at}.name", wrongName));
        }

        if (!TargetExpression.TryParse(track.Target, out _, out var wrongTarget))
        {
            problems.Add(new SequenceProblem($"{at}.target", wrongTarget));
        }

        CheckRange(problems, $"{at}.delay", track.DelayMilliseconds, 0);
        CheckRange(problems, $"{at}.stagger", track.StaggerMilliseconds, 0);
        if (track.Concurrency is < 0 or > 100_000)
        {
            problems.Add(new SequenceProblem($"{at}.concurrency", "from 1 to 100000 machines at a time; leave it out for all"));
        }

        if (track.Steps.Count > MostStepsOfTrack)
        {
            problems.Add(new SequenceProblem($"{at}.steps", $"a track has at most {MostStepsOfTrack} steps, not {track.Steps.Count}"));
        }

        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < track.Steps.Count; i++)
        {
            var step = track.Steps[i];
            if (FindTextProblem(step.Name) is { } wrong)
            {
                problems.Add(new SequenceProblem($"{at}.steps[{i}].name", wrong));
            }
            else if (!names.Add(step.Name))
            {
                problems.Add(new SequenceProblem($"{at}.steps[{i}].name", $"another step of this track is called {step.Name}"));
            }

            CheckWake(problems, $"{at}.steps[{i}]", step, i);
            if (step.Executable.At is not null)
            {
                problems.Add(new SequenceProblem($"{at}.steps[{i}].at", "a step starts after its delay; at is for a single start"));
            }

            // Together with the track's it is what the machine waits.
            if (step.Executable.DelayMilliseconds + (long)Math.Max(0, track.DelayMilliseconds) > MostMilliseconds)
            {
                problems.Add(new SequenceProblem($"{at}.steps[{i}].delay", "with its track's delay it is more than a day"));
            }
        }
    }

    private static void CheckWake(List<SequenceProblem> problems, string at, Step step, int index)
    {
        if (step.WakeMilliseconds is < LeastWakeMilliseconds or > MostWakeMilliseconds)
        {
            problems.Add(new SequenceProblem($"{at}.wake", "a machine that is woken is waited for from 1s to 1h"));
        }

        // The programs before it could only start where nobody has to be woken.
        if (step.IsWake && index > 0)
        {
            problems.Add(new SequenceProblem($"{at}.wake", "a step that wakes its machine is the first of its track"));
        }
    }

    // Tracks are named, named once, and nobody waits for himself, not even round a corner.
    private static void CheckOrder(List<SequenceProblem> problems, IReadOnlyList<Track> tracks)
    {
        Dictionary<string, int> byName = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < tracks.Count; i++)
        {
            if (!byName.TryAdd(tracks[i].Name, i))
            {
                problems.Add(new SequenceProblem($"tracks[{i}].name", $"another track is called {tracks[i].Name}; give one of them a name of its own"));
            }
        }

        for (var i = 0; i < tracks.Count; i++)
        {
            for (var k = 0; k < tracks[i].After.Count; k++)
            {
                if (!byName.ContainsKey(tracks[i].After[k]))
                {
                    problems.Add(new SequenceProblem($"tracks[{i}].after[{k}]", $"no track is called {tracks[i].After[k]}; there are {Some(byName.Keys)}"));
                }
            }
        }

        if (problems.Count == 0 && FindCycle(tracks, byName) is { } cycle)
        {
            problems.Add(new SequenceProblem($"tracks[{cycle[0]}].after", $"{string.Join(" waits for ", cycle.Append(cycle[0]).Select(i => tracks[i].Name))}: nobody can begin"));
        }
    }

    private static List<int>? FindCycle(IReadOnlyList<Track> tracks, Dictionary<string, int> byName)
    {
        // Whoever waits for nobody that is left goes; who stays waits in a circle, or for one.
        var left = Enumerable.Range(0, tracks.Count).ToHashSet();
        while (left.RemoveWhere(i => tracks[i].After.All(name => !left.Contains(byName[name]))) > 0)
        {
        }

        if (left.Count == 0)
        {
            return null;
        }

        List<int> way = [left.Min()];
        while (true)
        {
            var next = byName[tracks[way[^1]].After.First(name => left.Contains(byName[name]))];
            if (way.IndexOf(next) is var first and >= 0)
            {
                return way[first..];
            }

            way.Add(next);
        }
    }

    private static void CheckRange(List<SequenceProblem> problems, string at, int milliseconds, int least)
    {
        if (milliseconds < least || milliseconds > MostMilliseconds)
        {
            problems.Add(new SequenceProblem(at, $"from {least} to {MostMilliseconds} ms"));
        }
    }

    private static string? FindTextProblem(string text) =>
        text.Length is 0 or > 255 ? "a name has 1–255 characters"
        : text.Any(MachineNames.IsInvisible) ? "a name may not hold control or direction characters"
        : text != text.Trim() ? "a name may not begin or end with a space"
        : null;

    private static string Some(IEnumerable<string> names) => string.Join(", ", names.Take(8)) + (names.Count() > 8 ? ", …" : "");
}

/// <summary>Something that is wrong with a sequence.</summary>
/// <param name="Path">Where, for example <c>tracks[1].after[0]</c>.</param>
/// <param name="Sentence">What is allowed.</param>
public sealed record SequenceProblem(string Path, string Sentence);
