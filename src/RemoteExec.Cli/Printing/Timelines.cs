using System.Globalization;
using RemoteExec.Api.Runs;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Printing;

/// <summary>A run on its own time axis.</summary>
internal static class Timelines
{
    internal static void Print(Session session, RunResource run)
    {
        var which = run.Id is { } id ? $"run {id} of {run.Sequence}" : $"rehearsal of {run.Sequence}";
        session.Line(Escaped.Text($"{which}: {run.State}{(run.Failure is { } failure ? $", {failure}" : "")}"));
        Terminal.Table(
            session.Around,
            ["TRACK", "STEP", "MACHINE", "STATE", "PLANNED", "STARTED", "READY", "ENDED", ""],
            (run.Steps ?? []).Select(step => new[]
            {
                step.Track,
                step.Step,
                step.Machine,
                Word(step),
                Offset(run, step.PlannedAt),
                Offset(run, step.StartedAt),
                Offset(run, step.ReadyAt),
                Offset(run, step.EndedAt),
                Remark(step),
            }));
    }

    // What went wrong comes before what took longer.
    private static string Remark(RunStepResource step) => string.Join(
        "; ",
        new[] { step.Message.Length > 0 ? step.Message : step.ExitCode is { } code and not 0 ? $"exit {code}" : "", step.Unusual }.Where(text => text.Length > 0));

    /// <summary>Where a step stands, in a word: one that was ready may have ended since.</summary>
    internal static string Word(RunStepResource step) => step is { State: "ready", Alive: false, EndedAt: not null } ? "ended" : step.State;

    /// <summary>From the beginning of the run.</summary>
    internal static string Offset(RunResource run, DateTimeOffset? at) => at is { } then ? "+" + Seconds((then - run.BeganAt).TotalMilliseconds) : "";

    internal static string Seconds(double milliseconds) => (milliseconds / 1_000).ToString("0.00", CultureInfo.InvariantCulture) + "s";
}
