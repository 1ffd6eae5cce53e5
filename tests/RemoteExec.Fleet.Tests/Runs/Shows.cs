using FsCheck;
using FsCheck.Fluent;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Sequences.Step;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>A sequence with what happens while it is performed.</summary>
/// <param name="Sequence">Its targets are m0…m3, several of them, or all.</param>
/// <param name="Away">Which of the machines are away, as bits.</param>
/// <param name="Parts">How programs behave, taken in turn.</param>
/// <param name="Kills">The conductor is killed before these events, and has lost so many decisions.</param>
/// <param name="StopAt">Someone asks for the end before this event; at the latest when nothing else happens.</param>
public sealed record Show(Sequence Sequence, int Away, Part[] Parts, (int At, int Lost)[] Kills, int StopAt)
{
    public override string ToString() =>
        $"{Sequence.OnFailure} {Sequence.Offline} stop at {StopAt} kills {string.Join(' ', Kills)} away {Away}\n"
        + string.Join('\n', Sequence.Tracks.Select(track =>
            $"  {track.Name} on {track.Target} after [{string.Join(',', track.After)}] delay {track.DelayMilliseconds} c {track.Concurrency} s {track.StaggerMilliseconds}: "
            + string.Join(", ", track.Steps.Select(step => $"{step.Name}+{step.Executable.DelayMilliseconds}{(step.IsWake ? " wakes" : step.HasReady ? " ready" : "")}{(step.Required ? "" : "?")}"))))
        + "\n" + string.Join('\n', Parts.Select(part => part.ToString()));
}

/// <summary>Any show.</summary>
public static class Shows
{
    internal static readonly string[] Machines = ["m0", "m1", "m2", "m3"];

    public static Arbitrary<Show> Any() => (
        from tracks in Gen.Choose(1, 5).SelectMany(count => Gen.CollectToArray(Enumerable.Range(0, count).Select(TrackOf)))
        from onFailure in Gen.Elements(OnFailure.Continue, OnFailure.Stop, OnFailure.Unwind)
        from offline in Gen.Elements(OfflineRule.Queue, OfflineRule.Skip)
        from away in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 15)))
        from parts in Gen.ArrayOf(PartOf(), 7)
        from kills in Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 60).SelectMany(at => Gen.Choose(0, 3).Select(lost => (at, lost))), count))
        from stop in Gen.Frequency((1, Gen.Choose(0, 60)), (2, Gen.Constant(int.MaxValue)))
        select new Show(Sequence(tracks) with { OnFailure = onFailure, Offline = offline }, away, parts, kills, stop)).ToArbitrary();

    private static Gen<Track> TrackOf(int index) =>
        from target in Gen.Elements("m0", "m1", "m2,m3", "*")
        from steps in Gen.Choose(1, 4).SelectMany(count => Gen.CollectToArray(Enumerable.Range(0, count).Select(StepOf)))
        from wakes in Gen.Elements(false, false, false, true)
        from after in Gen.ArrayOf(Gen.Choose(0, Math.Max(0, index - 1)), index == 0 ? 0 : 2)
        from waits in Gen.Elements(true, true, false)
        from delay in Gen.Elements(0, 0, 300)
        from concurrency in Gen.Elements(0, 0, 1, 2)
        from stagger in Gen.Elements(0, 0, 150, 900)
        select new Track($"t{index}", target, wakes ? [Wake("wake", 20_000), .. steps] : steps)
        {
            After = waits ? [.. after.Distinct().Select(other => $"t{other}")] : [],
            DelayMilliseconds = delay,
            Concurrency = concurrency,
            StaggerMilliseconds = stagger,
        };

    private static Gen<Step> StepOf(int index) =>
        from delay in Gen.Elements(0, 0, 200, 1_500)
        from ready in Gen.Elements(true, false)
        from required in Gen.Elements(true, true, false)
        select Step($"s{index}", delay, ready, required, timeout: 2_000);

    private static Gen<Part> PartOf() =>
        from start in Gen.Elements(0, 5, 400)
        from ready in Gen.Elements<int?>(0, 50, 800, 1_900, null)
        from end in Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Elements<int?>(1, 600, 2_500)))
        from code in Gen.Elements(0, 0, 0, 3)
        from stop in Gen.Elements(0, 300, 60_000)
        from fault in Gen.Frequency((9, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("no such file")))
        select new Part(Ms(start), ready is { } r ? Ms(r) : null, end is { } e ? Ms(e) : null, code, Ms(stop), fault);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
