using Microsoft.AspNetCore.Identity;

namespace RemoteExec.Storage.Accounts;

/// <summary>A person who signs in. Names and passwords are ASP.NET Core Identity's; what a person may do is here.</summary>
public sealed class Account : IdentityUser
{
    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; set; }

    /// <summary>Whether it may do nothing for now.</summary>
    public bool Disabled { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its password was last used; null: never.</summary>
    public DateTimeOffset? LastSignedInAt { get; set; }

    /// <summary>Its name, without the account: this may end in a log.</summary>
    public override string ToString() => UserName ?? "";
}
