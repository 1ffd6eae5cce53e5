namespace RemoteExec.EndToEnd.Tests.Conducting;

/// <summary>How a show is meant to end.</summary>
internal enum Ending
{
    /// <summary>All its programs end by themselves.</summary>
    Done,

    /// <summary>Somebody stops it when everything is ready.</summary>
    StoppedWhenReady,

    /// <summary>Somebody stops it at any moment.</summary>
    StoppedSomewhere,

    /// <summary>Its last step fails, and what was started is undone.</summary>
    Unwound,
}

/// <summary>What a program of a show does.</summary>
internal enum Act
{
    /// <summary>Works for a moment; it is ready when it has ended well.</summary>
    Work,

    /// <summary>Works for a moment; it is ready when it was started.</summary>
    Glimpse,

    /// <summary>Says that it is up, and stays until it is asked to end.</summary>
    Stay,

    /// <summary>Ends with a code that nobody expects.</summary>
    Fail,
}

/// <summary>One program of a show.</summary>
/// <param name="Name">Unique in the show.</param>
/// <param name="Act">What it does.</param>
/// <param name="Delay">From the start of its track, in milliseconds.</param>
/// <param name="Work">How long it takes until it is ready, in milliseconds.</param>
internal sealed record ShowStep(string Name, Act Act, int Delay, int Work);

/// <summary>One track of a show.</summary>
/// <param name="Name">Unique in the show.</param>
/// <param name="Target">As people write it.</param>
/// <param name="Machines">How many machines that is.</param>
/// <param name="After">The tracks that must be ready first: all of the rank before.</param>
/// <param name="Steps">In order.</param>
internal sealed record ShowTrack(string Name, string Target, int Machines, IReadOnlyList<ShowTrack> After, IReadOnlyList<ShowStep> Steps);

/// <summary>A sequence made at random, with what is to be known of it when it has been performed.</summary>
/// <param name="Name">The sequence's.</param>
/// <param name="Ending">How it is meant to end.</param>
/// <param name="Tracks">Rank by rank.</param>
/// <param name="Marks">The file to which its programs write what they do: <c>began|ready|ended STEP PARENT NANOSECONDS</c>; the parent is a machine's keeper, so it tells machines apart.</param>
internal sealed record Show(string Name, Ending Ending, IReadOnlyList<ShowTrack> Tracks, string Marks)
{
    /// <summary>Makes one.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="machines">The machines there are.</param>
    /// <param name="marks">Where its programs write.</param>
    /// <param name="random">Decides.</param>
    internal static Show Random(int number, IReadOnlyList<string> machines, string marks, Random random)
    {
        var ending = (Ending)(number % 4);
        var tracks = new List<ShowTrack>();
        IReadOnlyList<ShowTrack> before = [];
        var ranks = 2 + random.Next(2);
        for (var rank = 0; rank < ranks; rank++)
        {
            var count = 1 + random.Next(2);
            var own = Enumerable.Range(0, count).Select(i =>
            {
                var steps = Enumerable.Range(0, 1 + random.Next(3)).Select(step => Step($"r{rank}t{i}s{step}", ending, random)).ToList();
                var (target, size) = random.Next(3) == 0 ? ("*", machines.Count) : (machines[random.Next(machines.Count)], 1);
                return new ShowTrack($"r{rank}t{i}", target, size, before, steps);
            }).ToList();
            tracks.AddRange(own);
            before = own;
        }

        if (ending == Ending.Unwound)
        {
            // Alone in its rank: what happens beside it would not be foreseen.
            tracks.Add(new ShowTrack("last", machines[random.Next(machines.Count)], 1, before, [new ShowStep("last", Act.Fail, 0, 0)]));
        }

        return new Show($"show-{number}", ending, tracks, marks);
    }

    /// <summary>The sequence, as it is sent to the server.</summary>
    internal object ToRequest() => new
    {
        name = Name,
        onFailure = Ending == Ending.Unwound ? "unwind" : "continue",
        tracks = Tracks.Select(track => new
        {
            name = track.Name,
            target = track.Target,
            after = track.After.Select(before => before.Name),
            steps = track.Steps.Select(step => new
            {
                name = step.Name,
                application = "sh",
                path = "/bin",
                arguments = new[] { "-c", Script(step) },
                delay = $"{step.Delay}ms",
                ready = step.Act switch
                {
                    Act.Work or Act.Fail => new Dictionary<string, object> { ["exit"] = 0, ["timeout"] = "5m" },
                    Act.Stay => new Dictionary<string, object> { ["log"] = "up", ["timeout"] = "5m" },
                    _ => null,
                },
            }),
        }),
    };

    private static ShowStep Step(string name, Ending ending, Random random)
    {
        var act = (ending, random.Next(3)) switch
        {
            (Ending.Done, 0) or (Ending.Unwound, 0) => Act.Glimpse,
            (Ending.Done, _) or (_, 0) => Act.Work,
            _ => Act.Stay,
        };
        return new ShowStep(name, act, random.Next(4) == 0 ? 2_500 : 0, random.Next(1_000));
    }

    private string Script(ShowStep step)
    {
        // Who is asked to end while it looks at the clock looks again: the clock's program was asked, too.
        var mark = $"m() {{ t=; while [ -z \"$t\" ]; do t=$(date +%s%N); done; echo \"$1 {step.Name} $PPID $t\" >> {Marks}; }}; ";
        var work = $"m began; sleep {step.Work / 1000.0:0.000}; ";
        return mark + step.Act switch
        {
            Act.Stay => $"trap 'm ended; exit 0' TERM; {work}m ready; echo up; while :; do sleep 0.1; done",
            Act.Fail => "m began; exit 3",
            _ => $"{work}m ready",
        };
    }
}
