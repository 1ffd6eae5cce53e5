namespace RemoteExec.Server.Settings;

/// <summary>Bounds on what a peer may occupy.</summary>
internal sealed record LimitSettings
{
    /// <summary>Connections of all kinds; null: derived from the descriptors this process may open.</summary>
    public int? Connections { get; init; }

    /// <summary>Connections that have not authenticated yet, in all.</summary>
    public int Unauthenticated { get; init; } = 256;

    /// <summary>Connections that have not authenticated yet, from one address.</summary>
    public int UnauthenticatedPerAddress { get; init; } = 8;

    /// <summary>Wrong passwords from one address before it has to wait.</summary>
    public int PasswordFailures { get; init; } = 5;

    /// <summary>The longest such wait.</summary>
    public TimeSpan PasswordBackOff { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Bytes of one HTTP request's body.</summary>
    public int RequestBodyBytes { get; init; } = 1024 * 1024;
}
