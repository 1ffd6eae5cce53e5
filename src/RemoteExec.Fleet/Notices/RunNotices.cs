using System.Collections.Immutable;
using System.Globalization;
using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;

namespace RemoteExec.Fleet.Notices;

/// <summary>What of a decision about a run is worth a notice, in words.</summary>
public static class RunNotices
{
    private const int MostCharacters = 500;

    /// <summary>What those whom the sequence names are told.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="absences">Machines that went and came back.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<NoticeEvent> Of(long run, RunDecision decision, Absences absences, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(absences);
        var sequence = decision.State.Plan.Sequence;
        if (sequence.Notify.Count == 0)
        {
            return [];
        }

        var items = absences.Gone.Select(machine => new NoticeItem(NoticeKind.MachineAway, now, Line($"{machine} went away during run {run} of {sequence.Name}; its programs may go on"), machine))
            .Concat(absences.Back.Select(machine => new NoticeItem(NoticeKind.MachineBack, now, Line($"{machine} is back"), machine)))
            .Concat(decision.Effects.OfType<RunEffect.Tell>().Select(tell => Item(run, decision.State, tell, now)).OfType<NoticeItem>());
        return [.. items.Select(item => new NoticeEvent(run, sequence.Name, sequence.Notify, item))];
    }

    private static NoticeItem? Item(long run, RunState state, RunEffect.Tell tell, DateTimeOffset now)
    {
        if (tell is { Kind: "step.failed", Lane: { } lane, Step: { } step })
        {
            var planned = state.Plan.Lanes[lane];
            var wanted = state.Plan.TrackOf(planned).Steps[step];
            return wanted.Notify ? new NoticeItem(NoticeKind.StepFailed, now, Line($"{wanted.Name} on {planned.Machine} failed: {tell.Text}")) : null;
        }

        return tell is { Kind: "run.done" or "run.failed" or "run.stopped" } ? new NoticeItem(NoticeKind.RunEnded, now, Line(Ending(run, state, tell.Text, now))) : null;
    }

    private static string Ending(long run, RunState state, string text, DateTimeOffset now)
    {
        var failures = state.Lanes.Sum(lane => lane.Steps.Count(step => step.Phase == StepPhase.Failed));
        var counted = failures switch
        {
            0 => "",
            1 => "; 1 step failed",
            _ => $"; {failures} steps failed",
        };
        return $"run {run} of {state.Plan.Sequence.Name} ended {state.Phase.ToWord()} after {Took((state.EndedAt ?? now) - state.BeganAt)}{counted}: {text}";
    }

    private static string Took(TimeSpan time) =>
        time.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0} s")
        : time.TotalHours < 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{(long)time.TotalHours} h {time.Minutes} min";

    // Words of peers are in it: one line stays one.
    private static string Line(string text)
    {
        var line = new string([.. text.Select(c => MachineNames.IsInvisible(c) && !char.IsSurrogate(c) ? ' ' : c)]).Trim();
        if (line.Length <= MostCharacters)
        {
            return line;
        }

        // Never between the two halves of one character.
        var end = char.IsHighSurrogate(line[MostCharacters - 2]) ? MostCharacters - 2 : MostCharacters - 1;
        return string.Concat(line.AsSpan(0, end), "…");
    }
}

/// <summary>Machines of a run that went away and came back, by their names.</summary>
/// <param name="Gone">Those that went.</param>
/// <param name="Back">Those that came back.</param>
public sealed record Absences(IReadOnlyList<string> Gone, IReadOnlyList<string> Back)
{
    /// <summary>Nobody went.</summary>
    public static Absences None { get; } = new([], []);

    /// <summary>Learns from the processes of a run, which are unknown while their machine is away.</summary>
    /// <param name="away">Machines that are known to be away, by id.</param>
    /// <param name="state">The run.</param>
    /// <param name="news">Processes as they are now.</param>
    /// <returns>Who is away now, and what has changed.</returns>
    public static (ImmutableHashSet<string> Away, Absences Changed) Learn(
        ImmutableHashSet<string> away, RunState state, IReadOnlyCollection<(int Lane, int Step, FleetProcess Process)> news)
    {
        ArgumentNullException.ThrowIfNull(away);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(news);
        List<string> gone = [], back = [];
        foreach (var (lane, _, process) in news.Where(known => known.Lane >= 0 && known.Lane < state.Plan.Lanes.Count))
        {
            var machine = state.Plan.Lanes[lane];
            var isAway = process.State == ProcessState.Unknown;
            if (isAway && !away.Contains(machine.MachineId))
            {
                away = away.Add(machine.MachineId);
                gone.Add(machine.Machine);
            }
            else if (!isAway && away.Contains(machine.MachineId))
            {
                away = away.Remove(machine.MachineId);
                back.Add(machine.Machine);
            }
        }

        return (away, new Absences(gone, back));
    }
}
