using RemoteExec.Protocol.Messages.Policies;

namespace RemoteExec.Protocol.Messages;

/// <summary>One entry of <c>execute</c> (docs/protocol.md §7).</summary>
public sealed record ExecuteEntry
{
    /// <summary>Names this start; null when the entry had none that can be used (then <see cref="Refusal"/> is set).</summary>
    public WireId? Id { get; init; }

    /// <summary>Why the entry cannot be carried out; null when it is well-formed. The other members are then what could be read.</summary>
    public string? Refusal { get; init; }

    /// <summary>For people; empty: the application's name serves.</summary>
    public string Name { get; init; } = "";

    /// <summary>0…86,400,000 ms from receipt to start.</summary>
    public int DelayMilliseconds { get; init; }

    /// <summary>A file name.</summary>
    public string Application { get; init; } = "";

    /// <summary>The folder it is in; empty: looked up on PATH.</summary>
    public string Path { get; init; } = "";

    /// <summary>Handed over verbatim.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to the client's environment (supervise).</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Absolute; replaces <see cref="Path"/> as the working directory (supervise).</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Milliseconds after the start at which it is stopped (supervise).</summary>
    public long? TimeoutMilliseconds { get; init; }

    /// <summary>The instant of the server's time at which it is started, µs since 1970 UTC; null: after its delay (clock).</summary>
    public long? AtMicroseconds { get; init; }

    /// <summary>How it is looked after; null: as a process without policies (supervise).</summary>
    public SupervisionPolicies? Policies { get; init; }
}
