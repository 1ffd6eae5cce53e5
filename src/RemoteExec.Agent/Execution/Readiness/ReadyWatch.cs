using RemoteExec.Agent.Execution.Policies;
using RemoteExec.Processes;
using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Agent.Execution.Readiness;

/// <summary>Carries out what <see cref="ReadyRules"/> decide for one attempt: probes, timers, lines of output. Only its owner's mailbox calls it.</summary>
/// <param name="policy">What is waited for.</param>
/// <param name="since">How long ago the attempt began.</param>
/// <param name="output">Its output.</param>
/// <param name="time">The clock.</param>
/// <param name="post">Puts work into the owner's mailbox.</param>
/// <param name="verdict">Told once: ready or not, and why not.</param>
internal sealed class ReadyWatch(ReadyPolicy policy, TimeSpan since, ReadyOutput output, TimeProvider time, Action<Action> post, Action<bool, string> verdict) : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly long _began = time.GetTimestamp();
    private readonly IReadyProbe? _probe = ReadyProbes.Of(policy, time);
    private ReadyState? _state;

    /// <summary>True when a line of its output is what is waited for.</summary>
    internal bool ReadsOutput => output.IsRead;

    private TimeSpan Since => since + time.GetElapsedTime(_began);

    internal void Begin()
    {
        output.LookFor(policy);
        Take(ReadyRules.Begin(policy, Since), tell: true);
    }

    /// <summary>The log has grown.</summary>
    internal void Read(long end)
    {
        if (output.Read(end, finished: false))
        {
            On(new ReadyEvent.LineMatched());
        }
        else if (output.Trouble is { } trouble)
        {
            On(new ReadyEvent.LinesUnread(trouble));
        }
    }

    /// <summary>It has ended.</summary>
    /// <returns>What that settles; null: it was settled before.</returns>
    internal bool? End(ProcessExit exit, long end)
    {
        if (_state is not { Verdict: null } state)
        {
            return null;
        }

        var step = output.Read(end, finished: true) ? ReadyRules.On(state, new ReadyEvent.LineMatched(), Since) : ReadyRules.On(state, new ReadyEvent.Exited(exit), Since);
        Take(step, tell: false);
        return step.State.Verdict;
    }

    /// <summary>What the end of an attempt says that nobody watched.</summary>
    /// <param name="policy">What was waited for.</param>
    /// <param name="ran">How long it ran.</param>
    /// <param name="output">Its output.</param>
    /// <param name="exit">How it ended.</param>
    /// <param name="end">Where its log ends.</param>
    internal static bool? Judge(ReadyPolicy policy, TimeSpan ran, ReadyOutput output, ProcessExit exit, long end)
    {
        output.LookFor(policy);
        ReadyEvent last = output.Read(end, finished: true) ? new ReadyEvent.LineMatched() : new ReadyEvent.Exited(exit);
        return ReadyRules.On(ReadyRules.Begin(policy, ran).State, last, ran).State.Verdict;
    }

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
        output.Dispose();
    }

    private void On(ReadyEvent happened)
    {
        // What was under way when it was given up is of no interest.
        if (!_over.IsCancellationRequested && _state is { Verdict: null } state)
        {
            Take(ReadyRules.On(state, happened, Since), tell: true);
        }
    }

    private void Take(ReadyStep step, bool tell)
    {
        _state = step.State;
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case ReadyEffect.Probe probe:
                    _ = ProbeAsync(probe.After, _over.Token);
                    break;
                case ReadyEffect.Wake wake:
                    _ = WakeAsync(wake.At - Since, _over.Token);
                    break;
                case ReadyEffect.Ready when tell:
                    verdict(true, "");
                    break;
                case ReadyEffect.NotReady notReady when tell:
                    verdict(false, notReady.Reason);
                    break;
            }
        }
    }

    private async Task ProbeAsync(TimeSpan pause, CancellationToken over)
    {
        try
        {
            await Task.Delay(pause, time, over).ConfigureAwait(false);
            var failure = await _probe!.TryAsync(over).ConfigureAwait(false);
            post(() => On(failure is null ? new ReadyEvent.ProbeSucceeded() : new ReadyEvent.ProbeFailed(failure)));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It has ended, or is ready.
        }
    }

    private async Task WakeAsync(TimeSpan pause, CancellationToken over)
    {
        try
        {
            await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, over).ConfigureAwait(false);
            post(() => On(new ReadyEvent.TimePassed()));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It has ended, or is ready.
        }
    }
}
