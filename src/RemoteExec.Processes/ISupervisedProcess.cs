namespace RemoteExec.Processes;

/// <summary>A process that we started.</summary>
public interface ISupervisedProcess : IAsyncDisposable
{
    /// <summary>Its id, which is also that of its session and its group.</summary>
    int Pid { get; }

    /// <summary>Its id with its start time.</summary>
    ProcessStamp Stamp { get; }

    /// <summary>When it was started.</summary>
    DateTimeOffset StartedAt { get; }

    /// <summary>
    /// Completes after it has ended and what it wrote was handed to the sink. What its descendants still write to its streams is waited for only until nothing came for 250 ms,
    /// then the streams are closed: an inherited pipe never holds anybody up. Descendants that live on are left alone.
    /// </summary>
    Task<ProcessExit> Exited { get; }

    /// <summary>Ends it: asks its whole group and every descendant that is found (SIGTERM), waits, then kills the group and every descendant that is found. Also ends what is left of the group of a process that has already ended.</summary>
    /// <param name="grace">Between asking and killing.</param>
    /// <param name="cancel">Cuts the grace short.</param>
    Task<ProcessExit> StopAsync(TimeSpan grace, CancellationToken cancel = default);
}
