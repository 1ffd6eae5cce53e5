using RemoteExec.Api.Tokens;
using RemoteExec.Server.Accounts;
using RemoteExec.Storage.Access;

namespace RemoteExec.Server.Endpoints.Tokens;

/// <summary>An API token as callers see it.</summary>
internal static class ApiTokenResources
{
    /// <param name="text">The token itself; null but in the answer that makes it.</param>
    internal static ApiTokenResource ToResource(this ApiTokenRow row, string? text) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Role = ApiTokens.EffectiveRole(row),
        Token = text,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        Account = row.Account?.Name,
        Scope = row.Role,
        LastUsedAt = row.LastUsedAt,
    };
}
