using System.Text.Json.Nodes;
using RemoteExec.Fleet.Notices;
using RemoteExec.Fleet.Runs;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Grains.Runs;

/// <summary>From what was decided about a run to what storage writes.</summary>
internal static class RunRecords
{
    internal static List<StorageChange> Of(RunRow run, RunDecision decision, Absences absences, DateTimeOffset now) =>
    [
        new StorageChange.SaveRun(run),
        .. decision.Effects.OfType<RunEffect.Tell>().Select(tell => new StorageChange.AddEvent(Event(run, tell, now))),
        .. RunNotices.Of(run.Id, decision, absences, now).Select(notice => new StorageChange.AddNoticeEvent(notice)),
    ];

    private static EventRow Event(RunRow run, RunEffect.Tell tell, DateTimeOffset now)
    {
        var plan = run.State.Plan;
        var lane = tell.Lane is { } index ? plan.Lanes[index] : null;
        var data = new JsonObject
        {
            ["run"] = run.Id,
            ["sequence"] = plan.Sequence.Name,
            ["state"] = run.State.Phase.ToWord(),
            ["text"] = tell.Text,
            ["by"] = run.StartedBy,
        };
        if (lane is not null && tell.Step is { } step)
        {
            data["track"] = plan.TrackOf(lane).Name;
            data["step"] = plan.TrackOf(lane).Steps[step].Name;
        }

        return new EventRow(0, now, tell.Kind, lane?.MachineId, lane?.Machine, lane is null ? null : run.State.Lanes[lane.Index].Steps[tell.Step!.Value].ProcessId, data.ToJsonString());
    }
}
