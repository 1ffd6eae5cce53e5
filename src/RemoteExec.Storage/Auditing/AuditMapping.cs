using RemoteExec.Storage.Entities;

namespace RemoteExec.Storage.Auditing;

/// <summary>From rows of the audit to those of the table and back.</summary>
internal static class AuditMapping
{
    // What peers say may be long; the audit is for reading.
    private const int MostText = 1_024;

    internal static AuditEntity Of(AuditRow row) => new()
    {
        At = row.At.ToUnixTimeMilliseconds(),
        Who = Cut(row.Who)!,
        Account = row.Account,
        TokenId = row.TokenId,
        Action = row.Action,
        Target = Cut(row.Target)!,
        Detail = Cut(row.Detail),
        Address = row.Address,
        Outcome = row.Outcome,
    };

    internal static AuditRow ToRow(this AuditEntity row) => new(
        row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Who, row.Account, row.TokenId, row.Action, row.Target, row.Detail, row.Address, row.Outcome);

    private static string? Cut(string? text) =>
        text is { Length: > MostText } ? text[..(char.IsHighSurrogate(text[MostText - 2]) ? MostText - 2 : MostText - 1)] + "…" : text;
}
