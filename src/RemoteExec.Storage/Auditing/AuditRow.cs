namespace RemoteExec.Storage.Auditing;

/// <summary>Who did what to what, from where, and whether it was done.</summary>
/// <param name="Id">Rises with every row; 0: not written yet.</param>
/// <param name="Who">The account's name, or that of a token that belongs to no account.</param>
/// <param name="Account">The account's name; null: it was none.</param>
/// <param name="TokenId">The API token that was shown; null: none was.</param>
/// <param name="Action">A family and a verb, such as <c>machine.rename</c>.</param>
/// <param name="Target">The name or id of what it was done to.</param>
/// <param name="Detail">What else there is to say; null: nothing.</param>
/// <param name="Address">Where the request came from; null: from the server itself.</param>
/// <param name="Outcome"><see cref="AuditOutcomes"/>.</param>
public sealed record AuditRow(
    long Id,
    DateTimeOffset At,
    string Who,
    string? Account,
    string? TokenId,
    string Action,
    string Target,
    string? Detail,
    string? Address,
    string Outcome);

/// <summary>How what was wanted ended. The words are stored.</summary>
public static class AuditOutcomes
{
    /// <summary>It was done.</summary>
    public const string Ok = "ok";

    /// <summary>The role was too low.</summary>
    public const string Denied = "denied";

    /// <summary>It could not be done in the present state.</summary>
    public const string Refused = "refused";

    /// <summary>It was tried, and went wrong: a wrong password, a start that nobody could record in time.</summary>
    public const string Failed = "failed";

    /// <summary>Too many wrong passwords before this one.</summary>
    public const string Locked = "locked";
}
