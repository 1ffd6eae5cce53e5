namespace RemoteExec.Api.Common;

/// <summary>Codes of problems, for scripts. Append only.</summary>
public static class ProblemCodes
{
    /// <summary>The machine is away, and the request did not want to wait for it.</summary>
    public const string MachineAway = "machine-away";

    /// <summary>The machine's client has no way to stop a process.</summary>
    public const string NoStop = "no-stop";

    /// <summary>The database is locked or its disk is full.</summary>
    public const string StorageUnavailable = "storage-unavailable";

    /// <summary>There is no such thing.</summary>
    public const string NotFound = "not-found";

    /// <summary>A target names no machine.</summary>
    public const string NoSuchTarget = "no-such-target";

    /// <summary>The process does not run.</summary>
    public const string NotRunning = "not-running";

    /// <summary>The token is missing, wrong, expired or revoked.</summary>
    public const string NotAuthenticated = "not-authenticated";

    /// <summary>The token's role does not allow it.</summary>
    public const string NotAllowed = "not-allowed";

    /// <summary>The request has the wrong shape or values.</summary>
    public const string BadRequest = "bad-request";

    /// <summary>A run cannot begin: its findings say what stands in the way.</summary>
    public const string Blocked = "blocked";

    /// <summary>Somebody else has changed it since the version that was named.</summary>
    public const string VersionConflict = "version-conflict";

    /// <summary>The same Idempotency-Key came with another request.</summary>
    public const string IdempotencyMismatch = "idempotency-mismatch";

    /// <summary>The name or the password is wrong.</summary>
    public const string WrongPassword = "wrong-password";

    /// <summary>Too many wrong passwords: Retry-After says when the next is taken.</summary>
    public const string Locked = "locked";

    /// <summary>A setting is fixed by the environment or an option, or cannot change while the server runs.</summary>
    public const string Fixed = "fixed";

    /// <summary>The mail server did not take a mail.</summary>
    public const string MailFailed = "mail-failed";

    /// <summary>A notice of this server has come back to it.</summary>
    public const string Loop = "loop";

    /// <summary>Nobody can wake the machine, or nobody knows how.</summary>
    public const string CannotWake = "cannot-wake";

    /// <summary>It cannot be done in the present state: a name is taken, a machine is connected.</summary>
    public const string Conflict = "conflict";
}
