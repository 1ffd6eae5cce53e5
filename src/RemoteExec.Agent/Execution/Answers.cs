using RemoteExec.Processes;

namespace RemoteExec.Agent.Execution;

/// <summary>The sentences that answers carry. Some begin with words that others read (docs/protocol.md §7, §9.8).</summary>
internal static class Answers
{
    /// <summary>Lets a shell tell 127 from 126.</summary>
    internal const string NotFound = "not found: ";

    internal const string DuplicateId = "duplicate id";
    internal const string Cancelled = "cancelled before it was started";
    internal const string StoppedOnRequest = "stopped on request";
    internal const string AgentStopped = "stopped, because the agent was";
    internal const string DiedBeforeStart = "the agent was stopped when its delay ended, and it is too late to start it now";
    internal const string InstantPassed = "its instant had passed by more than a minute when it could have been started";
    internal const string NoClock = "at needs the extension clock, which this server did not negotiate; give a delay instead";
    internal const string ByOwnClock = "started by this machine's own clock: the server's time was not known";
    internal const string DiedWhileStarting = "unknown: the agent died while it started it";
    internal const string DiedWhileRunning = "unknown: the agent died while it ran";
    internal const string JournalLost = "unknown: the part of the agent's journal that told of it was damaged";
    internal const string NotOurChild = "unknown: it ended, and the agent that had started it was gone";
    internal const string NoKeeper = "the agent's keeper has just died, and is being started again: try again in a moment";
    internal const string Forgotten = "unknown: it ended long ago, and its outcome is no longer kept";

    private const int MaxLength = 512;

    internal static string TimedOut(long milliseconds) => $"timed out after {milliseconds} ms";

    /// <summary>Why a process is gone.</summary>
    /// <param name="reason">Who wanted it; null: nobody.</param>
    /// <param name="exit">How it ended.</param>
    internal static string Ended(string? reason, ProcessExit exit) =>
        exit is { ExitCode: null, Signal: null } ? reason ?? NotOurChild
        : reason is null ? exit.ToString()
        : $"{reason} ({exit})";

    internal static string Of(LaunchFailure failure) => Cut(failure.Kind == LaunchFailureKind.NotFound ? NotFound + failure.Message : failure.Message);

    /// <summary>Packets hold several answers, so each is kept short.</summary>
    internal static string Cut(string text) => text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength - 1), "…");
}
