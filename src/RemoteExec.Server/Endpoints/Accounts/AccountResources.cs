using RemoteExec.Api.Accounts;
using RemoteExec.Storage.Accounts;

namespace RemoteExec.Server.Endpoints.Accounts;

/// <summary>An account as callers see it.</summary>
internal static class AccountResources
{
    internal static AccountResource ToResource(this Account account, DateTimeOffset now) => new()
    {
        Name = account.UserName!,
        Role = account.Role,
        Disabled = account.Disabled,
        CreatedAt = account.CreatedAt,
        LastSignedInAt = account.LastSignedInAt,
        LockedUntil = account.LockoutEnd > now ? account.LockoutEnd : null,
    };
}
