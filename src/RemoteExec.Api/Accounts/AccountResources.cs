namespace RemoteExec.Api.Accounts;

/// <summary>An account, as callers see it.</summary>
public sealed record AccountResource
{
    /// <summary>Its name: one, whatever the case of its letters.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Whether it may do nothing for now.</summary>
    public bool Disabled { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last signed in; null: never.</summary>
    public DateTimeOffset? LastSignedInAt { get; init; }

    /// <summary>Until when no password is taken, after too many wrong ones; null: it is not locked.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
}

/// <summary>Body of POST accounts.</summary>
public sealed record AccountRequest
{
    /// <summary>1–64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>10–128 characters.</summary>
    public required string Password { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Without the password: this may end in a message.</summary>
    public override string ToString() => Name;
}

/// <summary>Body of POST accounts/first.</summary>
public sealed record FirstAccountRequest
{
    /// <summary>1–64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>10–128 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => Name;
}

/// <summary>Body of PATCH accounts/{name}; what is not there stays.</summary>
public sealed record AccountChange
{
    /// <summary>Another name.</summary>
    public string? Name { get; init; }

    /// <summary>Another role.</summary>
    public string? Role { get; init; }

    /// <summary>True: it may do nothing any more, and its tokens are revoked; false: it may sign in again.</summary>
    public bool? Disabled { get; init; }
}

/// <summary>Body of POST accounts/{name}/password.</summary>
public sealed record PasswordRequest
{
    /// <summary>The new one, 10–128 characters.</summary>
    public required string Password { get; init; }

    /// <summary>The one that holds now; needed for one's own account.</summary>
    public string? Current { get; init; }

    /// <summary>Without the passwords.</summary>
    public override string ToString() => nameof(PasswordRequest);
}

/// <summary>Body of POST sign-in.</summary>
public sealed record SignInRequest
{
    /// <summary>The account's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its password.</summary>
    public required string Password { get; init; }

    /// <summary>Seconds that the token lives, 60…315,360,000; default 2,592,000 (30 days).</summary>
    public int? Ttl { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => Name;
}

/// <summary>Who asks.</summary>
public sealed record MeResource
{
    /// <summary>The account's name, or that of a token that belongs to no account.</summary>
    public required string Name { get; init; }

    /// <summary>The account's name; null: the token belongs to none.</summary>
    public string? Account { get; init; }

    /// <summary>What may be done with this token now.</summary>
    public required string Role { get; init; }

    /// <summary>The token.</summary>
    public required Tokens.ApiTokenResource Token { get; init; }
}
