using System.Globalization;
using System.Text.Json;

namespace RemoteExec.EndToEnd.Tests.Conducting;

/// <summary>Whether what a show's programs did is what its sequence says.</summary>
internal static class ShowChecks
{
    // What an agent knows of the server's time is as good as its link; these are full of faults.
    private const long ClockErrorMilliseconds = 1_000;

    private sealed record Mark(string What, string Step, string Machine, long Nanoseconds);

    /// <summary>What is wrong, in words; nothing when all is well.</summary>
    /// <param name="show">The show.</param>
    /// <param name="run">Its run, which has ended, as the server tells it.</param>
    internal static IReadOnlyList<string> Wrong(Show show, JsonElement run)
    {
        var marks = (File.Exists(show.Marks) ? File.ReadAllLines(show.Marks) : []).Select(line => line.Split(' '))
            .Select(words => new Mark(words[0], words[1], words[2], long.Parse(words[3], CultureInfo.InvariantCulture))).ToList();
        IEnumerable<string> wrong =
        [
            .. WrongEnd(show, run),
            .. show.Tracks.SelectMany(track => WrongCounts(show, track, marks)),
            .. show.Tracks.SelectMany(track => WrongOrder(track, marks, run.GetProperty("beganAt").GetDateTimeOffset())),
            .. WrongUndoing(show, marks),
            .. WrongMoments(run),
        ];
        return [.. wrong.Select(what => $"{show.Name} ({show.Ending}): {what}")];
    }

    private static IEnumerable<string> WrongEnd(Show show, JsonElement run)
    {
        var expected = show.Ending switch { Ending.Done => "done", Ending.Unwound => "failed", _ => "stopped" };
        if (run.GetProperty("state").GetString() is var state && state != expected)
        {
            yield return $"ended as {state} ({run.GetProperty("failure")}): {run}";
        }

        if (show.Ending == Ending.Unwound && !(run.GetProperty("failure").GetString() ?? "").Contains("last", StringComparison.Ordinal))
        {
            yield return $"failed otherwise than it should: {run.GetProperty("failure")}";
        }

        var processes = run.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("processId")).Where(id => id.ValueKind == JsonValueKind.Number).ToList();
        if (processes.Select(id => id.GetInt64()).Distinct().Count() != processes.Count)
        {
            yield return $"two steps have one process: {run}";
        }
    }

    // Never twice on a machine; everywhere, unless it was stopped on its way.
    private static IEnumerable<string> WrongCounts(Show show, ShowTrack track, List<Mark> marks)
    {
        foreach (var step in track.Steps)
        {
            var began = marks.Where(mark => mark.What == "began" && mark.Step == step.Name).ToList();
            var twice = began.GroupBy(mark => mark.Machine).Where(group => group.Count() > 1).ToList();
            if (twice.Count > 0)
            {
                yield return $"{step.Name} was started {twice[0].Count()} times on one machine";
            }

            if (show.Ending == Ending.StoppedSomewhere ? began.Count > track.Machines : began.Count != track.Machines)
            {
                yield return $"{step.Name} was started {began.Count} times on {track.Machines} machines";
            }
        }
    }

    // Not before those it waits for, the step before it, and its delay.
    private static IEnumerable<string> WrongOrder(ShowTrack track, List<Mark> marks, DateTimeOffset beganAt)
    {
        var barrier = track.After.SelectMany(before => before.Steps.Select(step => (before, step)))
            .SelectMany(one => marks.Where(mark => mark.What == "ready" && mark.Step == one.step.Name && one.step.Act != Act.Glimpse))
            .Select(mark => mark.Nanoseconds).DefaultIfEmpty(0).Max();
        var begins = Math.Max(barrier, (beganAt - DateTimeOffset.UnixEpoch).Ticks * 100);
        foreach (var (step, index) in track.Steps.Select((step, index) => (step, index)))
        {
            foreach (var began in marks.Where(mark => mark.What == "began" && mark.Step == step.Name))
            {
                if (began.Nanoseconds < barrier)
                {
                    yield return $"{step.Name} began {(barrier - began.Nanoseconds) / 1_000_000} ms before its barrier";
                }

                if (began.Nanoseconds < begins + ((step.Delay - ClockErrorMilliseconds) * 1_000_000))
                {
                    yield return $"{step.Name} began {(began.Nanoseconds - begins) / 1_000_000} ms after its track, not {step.Delay}";
                }

                var before = track.Steps.Take(index).Where(other => other.Act != Act.Glimpse).SelectMany(other => marks.Where(mark => (mark.What, mark.Step, mark.Machine) == ("ready", other.Name, began.Machine)));
                if (before.Count() != track.Steps.Take(index).Count(other => other.Act != Act.Glimpse) || before.Any(mark => mark.Nanoseconds > began.Nanoseconds))
                {
                    yield return $"{step.Name} began before the steps before it were ready";
                }
            }
        }
    }

    // What stayed was asked to end, once, in reverse order; and only then.
    private static IEnumerable<string> WrongUndoing(Show show, List<Mark> marks)
    {
        foreach (var step in show.Tracks.SelectMany(track => track.Steps).Where(step => step.Act == Act.Stay))
        {
            // One that is asked before it has said that it began says only that it ends.
            var (began, ended) = (Machines("began", step), Machines("ended", step));
            if (began.Except(ended).Any() || ended.Distinct().Count() != ended.Count())
            {
                yield return $"{step.Name} began on {string.Join(' ', began)} and was asked to end on {string.Join(' ', ended)}";
            }
        }

        foreach (var track in show.Tracks)
        {
            var last = Ended(track.Steps).DefaultIfEmpty(0).Max();
            if (track.After.SelectMany(before => Ended(before.Steps)).Any(moment => moment < last))
            {
                yield return $"{track.Name} was still there when one that it had waited for was ended";
            }
        }

        IEnumerable<string> Machines(string what, ShowStep step) => marks.Where(mark => mark.What == what && mark.Step == step.Name).Select(mark => mark.Machine).Order();

        IEnumerable<long> Ended(IReadOnlyList<ShowStep> steps) => marks.Where(mark => mark.What == "ended" && steps.Any(step => step.Name == mark.Step)).Select(mark => mark.Nanoseconds);
    }

    private static IEnumerable<string> WrongMoments(JsonElement run)
    {
        foreach (var step in run.GetProperty("steps").EnumerateArray())
        {
            DateTimeOffset?[] moments = [Moment(step, "startedAt"), Moment(step, "readyAt"), Moment(step, "endedAt")];
            var told = moments.OfType<DateTimeOffset>().ToList();
            if (!told.SequenceEqual(told.Order()))
            {
                yield return $"moments of {step.GetProperty("step")} are out of order: {string.Join(", ", told.Select(moment => $"{moment:O}"))}";
            }

            if (step.GetProperty("alive").GetBoolean())
            {
                yield return $"{step.GetProperty("step")} is alive";
            }
        }
    }

    private static DateTimeOffset? Moment(JsonElement step, string name) => step.GetProperty(name) is { ValueKind: JsonValueKind.String } moment ? moment.GetDateTimeOffset() : null;
}
