namespace RemoteExec.Api.Processes;

/// <summary>States of a process.</summary>
public static class ProcessStateWords
{
    /// <summary>Its machine is away.</summary>
    public const string Queued = "queued";

    /// <summary>Its delay runs, or the pause before its next attempt.</summary>
    public const string Pending = "pending";

    /// <summary>Sent, not answered yet.</summary>
    public const string Starting = "starting";

    /// <summary>It lives.</summary>
    public const string Running = "running";

    /// <summary>It ended by itself.</summary>
    public const string Exited = "exited";

    /// <summary>It was stopped.</summary>
    public const string Closed = "closed";

    /// <summary>It never started.</summary>
    public const string Failed = "failed";

    /// <summary>Its machine is away after it ran.</summary>
    public const string Unknown = "unknown";

    /// <summary>Not delivered in time.</summary>
    public const string Expired = "expired";

    /// <summary>True when nothing more is to come.</summary>
    /// <param name="state">A state.</param>
    public static bool IsFinal(string state) => state is Exited or Closed or Failed or Expired;
}
