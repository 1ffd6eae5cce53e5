using FsCheck.Xunit;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Fleet.Sequences;
using static RemoteExec.Fleet.Tests.Runs.Plans;

namespace RemoteExec.Fleet.Tests.Runs;

/// <summary>Whatever is performed, whatever fails, and whenever the conductor is killed.</summary>
public class RunProperties
{
    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AnyShow_Ends(Show show)
    {
        var stage = Perform(show);

        Assert.True(stage.State.Phase.IsFinal(), $"{stage.State.Phase}");
        Assert.All(Steps(stage), step => Assert.False(step.State.Alive || step.State.Phase is StepPhase.Waiting or StepPhase.Sent or StepPhase.Started));
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AnyShow_NothingStartsBeforeItsDelay(Show show)
    {
        var stage = Perform(show);
        foreach (var (lane, index, state) in Steps(stage).Where(step => step.State.StartedAt is not null))
        {
            var track = stage.State.Plan.TrackOf(lane);
            var begin = stage.State.Lanes[lane.Index].Begin;
            var delay = TimeSpan.FromMilliseconds(track.DelayMilliseconds + track.Steps[index].Executable.DelayMilliseconds);
            Assert.True(begin is not null && state.StartedAt >= begin + delay, $"{track.Name} {track.Steps[index].Name} on {lane.Machine}");
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AnyShow_NothingStartsBeforeThoseItWaitsForAreReady(Show show)
    {
        var stage = Perform(show);
        var isPatient = stage.State.Plan.Sequence.OnFailure == OnFailure.Continue;
        foreach (var (lane, index, state) in Steps(stage).Where(step => step.State.StartedAt is not null))
        {
            var awaited = Steps(stage).Where(other =>
                stage.State.Plan.Tracks[lane.Track].After.Contains(other.Lane.Track)
                || (other.Lane == lane && other.Index < index && stage.State.Plan.TrackOf(lane).Steps[other.Index].HasReady));
            Assert.All(awaited, other => Assert.True(
                other.State.ReadyAt <= state.StartedAt
                || (other.State.Phase is StepPhase.Failed && (isPatient || !stage.State.Plan.TrackOf(other.Lane).Steps[other.Index].Required))
                || other.State.Phase is StepPhase.Skipped,
                $"{lane.Machine} {index}: {other.Lane.Machine} {other.Index} {other.State}"));
        }
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AnyShow_WithoutKills_HandsEachStepOverOnce(Show show)
    {
        List<(int, int)> handed = [];
        Perform(show with { Kills = [] }, decision => handed.AddRange(
            decision.Effects.OfType<RunEffect.Start>().SelectMany(start => start.Steps.Select(step => (start.Lane, step.Step)))));

        Assert.Equal(handed.Count, handed.Distinct().Count());
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AnUnwoundShow_LeavesNothingOfWhatItStarted(Show show)
    {
        var stage = Perform(show with { Sequence = show.Sequence with { OnFailure = OnFailure.Unwind }, Parts = [.. show.Parts.Select(part => part with { ToStop = TimeSpan.FromSeconds(1) })] });

        Assert.All(stage.Processes.Values, process => Assert.True(process.State.IsFinal(), $"{process}"));
    }

    [Property(MaxTest = 500, Arbitrary = [typeof(Shows)])]
    public void AStoppedShow_StopsThoseWhoWaitedBeforeThoseWhoWereWaitedFor(Show show)
    {
        // Programs that end by themselves end when they like.
        var stage = Perform(show with { Kills = [], Parts = [.. show.Parts.Select(part => part with { ToStop = TimeSpan.FromSeconds(1), ToEnd = null })] });
        var closed = Steps(stage).Where(step => step.State.StopAskedAt is not null).ToList();
        foreach (var (lane, index, state) in closed)
        {
            var before = closed.Where(other =>
                stage.State.Plan.Tracks[lane.Track].After.Contains(other.Lane.Track) || (other.Lane == lane && other.Index < index));
            Assert.All(before, other => Assert.True(state.EndedAt <= other.State.StopAskedAt));
        }
    }

    [Property(MaxTest = 300, Arbitrary = [typeof(Shows)])]
    public void AnyShow_IsRememberedAsItWas(Show show)
    {
        var stage = Perform(show);
        Assert.All(stage.Processes, known => Assert.Equal(known.Value.Id, stage.State.Lanes[known.Key.Lane].Steps[known.Key.Step].ProcessId));
        Assert.True(stage.State.Phase == RunPhase.Stopped || stage.State.Failure is null == (stage.State.Phase == RunPhase.Done));
    }

    /// <summary>Performs, with kills; in the end somebody asks for its end, so that it has one.</summary>
    private static Stage Perform(Show show, Action<RunDecision>? watch = null)
    {
        var fleet = Shows.Machines.Select((name, i) => Member(name, (show.Away & (1 << i)) == 0)).ToArray();
        var stage = new WatchedStage(Plan(show.Sequence, fleet), (lane, step) => show.Parts[((lane.Index * 5) + step) % show.Parts.Length], watch);
        stage.Begin();
        for (var i = 0; i < 20_000; i++)
        {
            foreach (var kill in show.Kills.Where(kill => kill.At == i))
            {
                stage.Kill(kill.Lost);
            }

            if (i == show.StopAt)
            {
                stage.Stop("anna");
            }

            if (!stage.Next())
            {
                if (stage.State.Phase.IsFinal())
                {
                    return stage;
                }

                stage.Stop("anna");
            }
        }

        return stage;
    }

    private static IEnumerable<(Lane Lane, int Index, StepState State)> Steps(Stage stage) =>
        stage.State.Plan.Lanes.SelectMany(lane => stage.State.Lanes[lane.Index].Steps.Select((step, index) => (lane, index, step)));

    private sealed class WatchedStage(RunPlan plan, Func<Lane, int, Part> parts, Action<RunDecision>? watch) : Stage(plan, parts, Noon)
    {
        private RunState? _stored;
        private readonly List<RunState> _unstored = [];

        internal override void CarryOut(RunDecision decision)
        {
            watch?.Invoke(decision);
            _unstored.Add(decision.State);
            if (_stored is null || decision.Effects.Any(effect => effect is not RunEffect.Tell) || decision.State.StoppedBy is not null)
            {
                // What is carried out, or answered, has been stored before; and a run has begun when its beginning is stored.
                _stored = decision.State;
                _unstored.Clear();
            }

            base.CarryOut(decision);
        }

        internal void Kill(int lost) => Resume(_unstored.Count > lost ? _unstored[^(lost + 1)] : _stored!);
    }
}
