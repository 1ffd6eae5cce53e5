using RemoteExec.Fleet.Processes.Policies;

namespace RemoteExec.Fleet.Processes;

/// <summary>What to start: the operator's side of one entry of the wire's <c>execute</c>.</summary>
/// <param name="Application">A file name: no separator, no "..", no NUL; 1–255 characters.</param>
/// <param name="Path">The folder it is in, and its working directory; empty: looked up on the machine's PATH.</param>
/// <param name="Arguments">At most 128 of at most 4 KiB each; they reach the program verbatim.</param>
/// <param name="DelayMilliseconds">0…86,400,000, counted on the machine from receipt.</param>
/// <param name="Name">What people call it; null: the application's name.</param>
public sealed record Executable(
    string Application,
    string Path,
    IReadOnlyList<string> Arguments,
    int DelayMilliseconds = 0,
    string? Name = null)
{
    /// <summary>Added to the machine's environment; needs the machine to understand <c>supervise</c>.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Used instead of <see cref="Path"/> as the working directory; needs <c>supervise</c>.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Milliseconds after the start at which it is stopped; null: never; needs <c>supervise</c>.</summary>
    public long? TimeoutMilliseconds { get; init; }

    /// <summary>The instant of the server's clock at which it starts, to the µs; null: after its delay; needs the machine to understand <c>clock</c>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How it is looked after once it has been started; null: it is not; needs <c>supervise</c>.</summary>
    public ProcessPolicies? Policies { get; init; }
}
