using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using RemoteExec.Protocol.Cryptography;
using RemoteExec.Protocol.Sessions;
using RemoteExec.Server.Data;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Accounts;

/// <summary>Makes join tokens: each pins this server and admits one machine, once.</summary>
internal sealed class JoinTokens(IAccessStore store, ServerIdentity identity, TimeProvider time)
{
    internal static readonly TimeSpan DefaultLife = TimeSpan.FromHours(1);
    internal static readonly TimeSpan LeastLife = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan MostLife = TimeSpan.FromDays(30);

    /// <summary>Makes one; its text is in the answer and nowhere else.</summary>
    internal async Task<(JoinTokenRow Row, string Text)> CreateAsync(TimeSpan life, Caller by, CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetBytes(JoinToken.IdLength);
        var secret = RandomNumberGenerator.GetBytes(IdentityProof.TokenSecretLength);
        var now = time.GetUtcNow();
        var row = new JoinTokenRow(WebEncoders.Base64UrlEncode(id), now, now + life, null);
        var text = JoinToken.Format(identity.KeyHash, id, secret);
        await store.AddJoinTokenAsync(row, secret, by.Row(now, "join-token.create", row.Id, $"until {row.ExpiresAt:yyyy-MM-dd HH:mm} UTC"), cancellation).ConfigureAwait(false);
        return (row, text);
    }
}
