using RemoteExec.Api.Client;
using RemoteExec.Api.Processes;
using RemoteExec.Cli.CommandLine;

namespace RemoteExec.Cli.Running;

/// <summary>Starts on one machine after the other, so many at a time, and stops going on when too many have failed. What <see cref="RolloutState"/> decides is done here.</summary>
/// <param name="client">The server.</param>
/// <param name="view">Shows it.</param>
/// <param name="request">What is started on a machine.</param>
internal sealed class Rollout(RemoteExecClient client, IRunView view, Func<string, ExecuteRequest> request)
{
    private readonly Lock _gate = new();
    private readonly List<long> _started = [];

    /// <summary>Performs it.</summary>
    /// <returns>What became of each machine that began, in the order in which they ended, and those that did not begin.</returns>
    internal async Task<(IReadOnlyList<MachineOutcome> Outcomes, IReadOnlyList<string> NotBegun)> PerformAsync(RolloutState state, Interrupts interrupts)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Leave);
        var asking = new StopAsker(client, view).RunAsync(interrupts.First, Started, over.Token);
        List<MachineOutcome> outcomes = [];
        List<Task<MachineOutcome>> underWay = [];
        try
        {
            while (!state.IsOver)
            {
                (state, var beginning) = state.Begin();
                underWay.AddRange(beginning.Select(machine => PerformAsync(machine, interrupts.Leave)));
                var ended = await Task.WhenAny(underWay).ConfigureAwait(false);
                underWay.Remove(ended);
                var outcome = await ended.ConfigureAwait(false);
                outcomes.Add(outcome);
                state = state.Ended(outcome.Code) with { Asked = interrupts.First.IsCompleted };
            }

            return (outcomes, state.Waiting);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(false);
        }
    }

    private async Task<MachineOutcome> PerformAsync(string machine, CancellationToken leave)
    {
        ProcessesAnswer answer;
        try
        {
            answer = await client.StartWhereAgreedAsync(request(machine), leave).ConfigureAwait(false);
        }
        catch (ApiException refused)
        {
            view.Say($"remoteexec: {machine}: {refused.Message}");
            return new MachineOutcome(machine, null, ExitCodes.CannotStart);
        }

        lock (_gate)
        {
            _started.AddRange(answer.Items.Select(process => process.Id));
        }

        var process = (await new RunFollower(client, view).FollowAsync(answer.Items, leave).ConfigureAwait(false)).Single();
        return new MachineOutcome(machine, process, ExitCodeOf.Process(process));
    }

    private IReadOnlyList<long> Started()
    {
        lock (_gate)
        {
            return [.. _started];
        }
    }
}
