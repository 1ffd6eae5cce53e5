using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Fleet.Runs;

/// <summary>Whether a machine that was asked what it would start has answered.</summary>
public enum CheckAnswer
{
    /// <summary>It has.</summary>
    Given = 1,

    /// <summary>Its client knows no such question.</summary>
    Unable = 2,

    /// <summary>It did not answer in time, or its connection ended.</summary>
    Late = 3,

    /// <summary>It is away.</summary>
    Away = 4,
}

/// <summary>What the machines themselves say of a plan before it begins. Pure.</summary>
public static class RunChecks
{
    /// <summary>The lanes whose machines are to be asked, and what about.</summary>
    /// <param name="plan">The plan.</param>
    public static IEnumerable<(Lane Lane, IReadOnlyList<Executable> Executables)> QuestionsOf(RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Lanes.Where(lane => lane.Presence == LanePresence.Connected && Programs(plan, lane).Any())
            .Select(lane => (lane, (IReadOnlyList<Executable>)[.. Programs(plan, lane).Select(step => step.Executable with { Name = step.Name })]));
    }

    /// <summary>What an answer means.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="lane">Whose machine was asked.</param>
    /// <param name="answer">Whether it answered.</param>
    /// <param name="refusals">For each step: null when it would be started, else why not.</param>
    public static IEnumerable<Finding> Read(RunPlan plan, Lane lane, CheckAnswer answer, IReadOnlyList<string?> refusals)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(lane);
        ArgumentNullException.ThrowIfNull(refusals);
        var track = plan.TrackOf(lane);
        return answer switch
        {
            CheckAnswer.Given => Programs(plan, lane).Zip(refusals)
                .Where(pair => pair.Second is not null)
                .Select(pair => new Finding("would-not-start", track.Name, pair.First.Name, lane.Machine, $"{pair.First.Name} would not start on {lane.Machine}: {pair.Second}")),
            CheckAnswer.Unable => [new Finding("cannot-check", track.Name, null, lane.Machine, $"the client on {lane.Machine} cannot check: what is wrong there shows when it is started", Blocks: false)],
            CheckAnswer.Late => [new Finding("cannot-check", track.Name, null, lane.Machine, $"{lane.Machine} did not answer the check in time: what is wrong there shows when it is started", Blocks: false)],
            _ => [],
        };
    }

    private static IEnumerable<Step> Programs(RunPlan plan, Lane lane) => plan.TrackOf(lane).Steps.Where(step => !step.IsWake);
}
