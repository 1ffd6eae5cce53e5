using System.Globalization;

namespace RemoteExec.Fleet.Runs;

/// <summary>When a step started and was ready in one run, counted from the beginning of its track.</summary>
/// <param name="Start">Its start; null: it did not get so far.</param>
/// <param name="Ready">Its readiness; null: it did not get so far.</param>
public sealed record StepTimes(TimeSpan? Start, TimeSpan? Ready)
{
    /// <summary>A step that was not performed yet.</summary>
    public static StepTimes None { get; } = new(null, null);

    /// <summary>Between instants. Clocks of machines are believed only so far: nothing comes before its track began.</summary>
    /// <param name="begin">When the track began; null: it has not.</param>
    /// <param name="started">When the step started.</param>
    /// <param name="ready">When it was ready.</param>
    public static StepTimes From(DateTimeOffset? begin, DateTimeOffset? started, DateTimeOffset? ready) =>
        begin is { } from ? new StepTimes(Since(from, started), Since(from, ready)) : None;

    private static TimeSpan? Since(DateTimeOffset from, DateTimeOffset? then) =>
        then is not { } at ? null : at > from ? at - from : TimeSpan.Zero;
}

/// <summary>What is usual for a step, and whether one run differs from it.</summary>
/// <param name="Runs">How many earlier runs started it.</param>
/// <param name="Start">The median of its starts; null: too few.</param>
/// <param name="Ready">The median of its readiness; null: too few.</param>
public sealed record UsualTimes(int Runs, TimeSpan? Start, TimeSpan? Ready)
{
    /// <summary>So many of the latest runs are looked at.</summary>
    public const int MostRuns = 20;

    /// <summary>Fewer runs say nothing about what is usual.</summary>
    public const int LeastRuns = 3;

    /// <summary>A difference that is not greater is not told.</summary>
    public static readonly TimeSpan LeastDifference = TimeSpan.FromSeconds(1);

    private const double LeastPart = 0.25;

    private int ReadyRuns { get; init; }

    /// <summary>What earlier runs make usual; null: they are too few.</summary>
    /// <param name="earlier">The step in earlier runs, the latest first.</param>
    public static UsualTimes? Of(IEnumerable<StepTimes> earlier)
    {
        var reached = earlier.Where(times => times.Start is not null).Take(MostRuns).ToList();
        var ready = reached.Where(times => times.Ready is not null).Select(times => times.Ready!.Value).ToList();
        return reached.Count < LeastRuns
            ? null
            : new UsualTimes(reached.Count, Median([.. reached.Select(times => times.Start!.Value)]), ready.Count < LeastRuns ? null : Median(ready)) { ReadyRuns = ready.Count };
    }

    /// <summary>In what a step differs from what is usual, for people; empty: in nothing worth telling.</summary>
    /// <param name="now">The step in the run that is judged.</param>
    public string Differences(StepTimes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        var start = Difference("started", now.Start, Start, Runs);

        // What is ready when it starts says the same twice.
        var ready = start.Length > 0 && now.Ready == now.Start ? "" : Difference("ready", now.Ready, Ready, ReadyRuns);
        return start.Length > 0 && ready.Length > 0 ? $"{start}; {ready}" : start + ready;
    }

    private static string Difference(string what, TimeSpan? now, TimeSpan? usual, int runs)
    {
        if (now is not { } happened || usual is not { } was)
        {
            return "";
        }

        var difference = (happened - was).Duration();
        return difference > LeastDifference && difference > was * LeastPart
            ? $"{what} {Seconds(difference)} {(happened > was ? "later" : "sooner")} than usual ({Seconds(happened)}, usually {Seconds(was)} in {runs} runs)"
            : "";
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        var middle = times.Count / 2;
        return times.Count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
}
