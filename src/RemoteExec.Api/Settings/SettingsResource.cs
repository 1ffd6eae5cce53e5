using System.Text.Json;

namespace RemoteExec.Api.Settings;

/// <summary>Every setting of the server.</summary>
/// <param name="Version">Rises with every change over HTTP; the ETag.</param>
/// <param name="Items">By name.</param>
public sealed record SettingsResource(long Version, IReadOnlyList<SettingResource> Items);

/// <summary>One setting.</summary>
public sealed record SettingResource
{
    /// <summary>As it stands in the settings file.</summary>
    public required string Name { get; init; }

    /// <summary>What holds now: a text, a number or a list; null: nothing is set, or it is a secret.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>What holds when nobody sets it; null: nothing.</summary>
    public JsonElement? Default { get; init; }

    /// <summary><c>built-in</c>, <c>file</c>, <c>api</c>, <c>environment</c> or <c>option</c>.</summary>
    public required string Source { get; init; }

    /// <summary>For people: the values it takes.</summary>
    public required string Range { get; init; }

    /// <summary>Whether its value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether anything is set.</summary>
    public bool Set { get; init; }

    /// <summary>Why it cannot be changed here; null: it can.</summary>
    public string? Fixed { get; init; }
}

/// <summary>Body of POST settings/agent-password.</summary>
public sealed record AgentPasswordRequest
{
    /// <summary>How long the old password still counts, for example <c>1h</c>; <c>0</c>: no longer. At most 30 days; default <c>1h</c>.</summary>
    public string? Overlap { get; init; }
}

/// <summary>The new agent password; only this answer has it.</summary>
/// <param name="Password">What agents authenticate with.</param>
/// <param name="OldUntil">Until then the old one counts, too.</param>
public sealed record AgentPasswordResource(string Password, DateTimeOffset OldUntil);

/// <summary>Body of POST settings/mail-test.</summary>
/// <param name="To">Whom to write.</param>
public sealed record MailTestRequest(string To);

/// <summary>A mail server has taken a test mail.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="Server">The mail server.</param>
public sealed record MailTestResource(string To, string Server);
