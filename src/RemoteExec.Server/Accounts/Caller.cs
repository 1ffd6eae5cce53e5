using RemoteExec.Storage;
using RemoteExec.Storage.Auditing;

namespace RemoteExec.Server.Accounts;

/// <summary>Who asks, as it goes into journal and audit.</summary>
/// <param name="Name">The account's name, or that of a token that belongs to no account.</param>
/// <param name="Account">The account's name; null: it is none.</param>
/// <param name="Token">The id of the API token; null: none was shown.</param>
/// <param name="Address">Where the request came from; null: from the server itself.</param>
[GenerateSerializer, Immutable]
internal sealed record Caller(
    [property: Id(0)] string Name, [property: Id(1)] string? Account, [property: Id(2)] string? Token, [property: Id(3)] string? Address)
{
    /// <summary>Who works with the data folder of this machine.</summary>
    internal static readonly Caller ThisMachine = new("remoteexec-server", null, null, null);

    /// <summary>What the server does on behalf of somebody who asked before.</summary>
    internal static Caller Of(string name) => new(name, null, null, null);

    internal AuditRow Row(DateTimeOffset at, string action, string target, string? detail = null, string outcome = AuditOutcomes.Ok) =>
        new(0, at, Name, Account, Token, action, target, detail, Address, outcome);

    /// <summary>The same as a change, to be written with what it tells of.</summary>
    internal StorageChange Audit(DateTimeOffset at, string action, string target, string? detail = null, string outcome = AuditOutcomes.Ok) =>
        new StorageChange.AddAudit(Row(at, action, target, detail, outcome));
}
