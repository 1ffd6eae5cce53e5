namespace RemoteExec.Processes;

/// <summary>Starts programs, each in a session and process group of its own, with standard input from nowhere and no other descriptor of this process.</summary>
public interface IProcessLauncher
{
    /// <summary>Starts a program; returns once the operating system runs it.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="output">Takes what it writes.</param>
    LaunchResult Start(ProcessSpec spec, IOutputSink output);

    /// <summary>What would stand in a start's way, as far as that can be told without one. Limits are not looked at.</summary>
    /// <param name="spec">The program.</param>
    /// <returns>Null: nothing that can be seen.</returns>
    LaunchFailure? FindProblem(ProcessSpec spec);

    /// <summary>Whether the process that was started then still runs; another one of the same number does not count.</summary>
    /// <param name="stamp">Which.</param>
    bool IsAlive(ProcessStamp stamp);

    /// <summary>Takes over a process that an earlier agent started. What it writes is not seen, and how it ends is not known: <see cref="ProcessExit"/> then has neither code nor signal.</summary>
    /// <param name="stamp">Which.</param>
    /// <returns>The process; null when it has ended.</returns>
    ISupervisedProcess? Adopt(ProcessStamp stamp);
}
