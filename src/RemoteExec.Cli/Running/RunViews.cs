using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>Chooses how a run is shown, and performs it.</summary>
internal static class RunViews
{
    /// <summary>Follows what was started everywhere at once.</summary>
    /// <param name="session">The terminal's.</param>
    /// <param name="started">At least one.</param>
    /// <param name="refused">Machines on which nothing was started.</param>
    /// <param name="interrupts">The person's.</param>
    /// <returns>The exit code of the run.</returns>
    internal static async Task<int> ShowAsync(Session session, IReadOnlyList<ProcessResource> started, IEnumerable<string> refused, Interrupts interrupts)
    {
        var ended = await ShowAsync(session, [.. started.Select(process => process.Machine)], view => FollowAsync(session, view, started, interrupts)).ConfigureAwait(false);
        List<MachineOutcome> outcomes = [.. ended.Select(MachineOutcome.Of), .. refused.Select(machine => new MachineOutcome(machine, null, ExitCodes.CannotStart))];
        Sum(session, outcomes, []);
        return outcomes.Max(outcome => outcome.Code);
    }

    /// <summary>Goes from machine to machine.</summary>
    /// <returns>The exit code of the run.</returns>
    internal static async Task<int> RollAsync(Session session, RolloutState state, Func<string, ExecuteRequest> request, Interrupts interrupts)
    {
        var (outcomes, notBegun) = await ShowAsync(
            session, state.Waiting, view => new Rollout(session.Client, new SharedView(view), request).PerformAsync(state, interrupts)).ConfigureAwait(false);
        Sum(session, outcomes, notBegun);
        return Math.Max(outcomes.Select(outcome => outcome.Code).DefaultIfEmpty(ExitCodes.Done).Max(), notBegun.Count > 0 ? ExitCodes.Failed : ExitCodes.Done);
    }

    private static async Task<T> ShowAsync<T>(Session session, IReadOnlyList<string> machines, Func<IRunView, Task<T>> work)
    {
        if (machines.Count > 1 && !session.Json && session.Around.OutIsTerminal && session.Around.ErrorIsTerminal)
        {
            return await LiveView.ShowAsync(session, machines, machines.Count, view => ToTheEndAsync(view, work)).ConfigureAwait(false);
        }

        IRunView view = session.Json ? new JsonView(session) : machines.Count == 1 ? new RawView(session) : PrefixedView.Plain(machines, session);
        return await ToTheEndAsync(view, work).ConfigureAwait(false);
    }

    private static async Task<T> ToTheEndAsync<T>(IRunView view, Func<IRunView, Task<T>> work)
    {
        try
        {
            return await work(view).ConfigureAwait(false);
        }
        finally
        {
            view.Finish();
        }
    }

    private static async Task<IReadOnlyList<ProcessResource>> FollowAsync(Session session, IRunView view, IReadOnlyList<ProcessResource> started, Interrupts interrupts)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Leave);
        var asking = new StopAsker(session.Client, view).RunAsync(interrupts.First, () => [.. started.Select(process => process.Id)], over.Token);
        try
        {
            return await new RunFollower(session.Client, view).FollowAsync(started, interrupts.Leave).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
        }
    }

    private static void Sum(Session session, IReadOnlyList<MachineOutcome> outcomes, IReadOnlyList<string> notBegun)
    {
        if (outcomes.Count + notBegun.Count > 1 && !session.Json)
        {
            foreach (var line in MachineOutcome.Summary(outcomes, notBegun))
            {
                session.Say(line);
            }
        }
    }
}
