namespace RemoteExec.Api.Runs;

/// <summary>One step of one run, as the history is exported.</summary>
/// <param name="Run">The run.</param>
/// <param name="Sequence">Whose run it is.</param>
/// <param name="RunState">What became of the run.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="BeganAt">When the run began.</param>
/// <param name="Step">The step, with its times.</param>
public sealed record RunHistoryRow(long Run, string Sequence, string RunState, string StartedBy, DateTimeOffset BeganAt, RunStepResource Step);
