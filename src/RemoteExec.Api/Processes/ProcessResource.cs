namespace RemoteExec.Api.Processes;

/// <summary>One start of one executable on one machine.</summary>
public sealed record ProcessResource
{
    /// <summary>Unique in the fleet.</summary>
    public required long Id { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>The machine's id.</summary>
    public required string MachineId { get; init; }

    /// <summary>The id on the wire, unique on its machine.</summary>
    public required long WireId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The program's file name.</summary>
    public required string Application { get; init; }

    /// <summary>Its folder; empty: looked up on the machine's PATH.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Milliseconds from receipt to start.</summary>
    public required int Delay { get; init; }

    /// <summary>The instant of the server's clock at which it was to start; null: after its delay.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>One of <see cref="ProcessStateWords"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended or did not start; empty when there is nothing to say.</summary>
    public required string Message { get; init; }

    /// <summary>Its exit code; between two attempts that of the last.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it.</summary>
    public int? Signal { get; init; }

    /// <summary>Which start this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ran; the last attempt, if there were several.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True once its attempt is ready, false when it cannot become so any more (the message says why); null: nobody asked, or not yet.</summary>
    public bool? Ready { get; init; }

    /// <summary>When its attempt was ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }
}
