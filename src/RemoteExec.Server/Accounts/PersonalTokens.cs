using RemoteExec.Storage.Access;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Accounts;

/// <summary>Tokens of accounts. They are made in a transaction that looks once more whether the account may.</summary>
internal sealed class PersonalTokens(IAccountUnit unit, ApiTokens tokens)
{
    /// <summary>Makes a token; null when its account was disabled or deleted meanwhile.</summary>
    internal async Task<(ApiTokenRow Row, string Text)?> CreateAsync(
        TokenAccount account, string name, string scope, TimeSpan? life, Caller by, CancellationToken cancellation)
    {
        var (row, text) = tokens.New(name, scope, life ?? AccountRules.TokenLife, account);
        var made = false;
        await unit.TogetherAsync(
            async () =>
            {
                made = await unit.AddTokenAsync(row, cancellation).ConfigureAwait(false);
                if (made)
                {
                    unit.Record(ApiTokens.Created(row, by));
                }

                return made;
            },
            cancellation).ConfigureAwait(false);
        return made ? (row, text) : null;
    }
}
