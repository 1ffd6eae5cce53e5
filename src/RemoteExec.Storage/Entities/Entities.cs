namespace RemoteExec.Storage.Entities;

/// <summary>A machine.</summary>
internal sealed class MachineEntity
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The whole <see cref="Fleet.Machines.Machine"/> as JSON: it is always read and written as one.</summary>
    public required string Json { get; set; }
}

/// <summary>A process.</summary>
internal sealed class ProcessEntity
{
    public long Id { get; set; }

    public required string MachineId { get; set; }

    public long WireId { get; set; }

    public int State { get; set; }

    public bool Ended { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>The run that it belongs to; null: none.</summary>
    public long? RunId { get; set; }

    /// <summary>The whole <see cref="Fleet.Processes.FleetProcess"/> as JSON; the columns beside it are what is asked by.</summary>
    public required string Json { get; set; }
}

/// <summary>Something that happened.</summary>
internal sealed class EventEntity
{
    public long Id { get; set; }

    public long At { get; set; }

    public required string Kind { get; set; }

    public string? MachineId { get; set; }

    public string? Machine { get; set; }

    public long? ProcessId { get; set; }

    public string? Json { get; set; }
}

/// <summary>A piece of what a process wrote.</summary>
internal sealed class OutputEntity
{
    public long Id { get; set; }

    public long ProcessId { get; set; }

    public int Stream { get; set; }

    public long Offset { get; set; }

    public int Length { get; set; }

    public long At { get; set; }

    public required byte[] Bytes { get; set; }
}

/// <summary>A join token. Its secret is needed in clear: the proof is an HMAC with it.</summary>
internal sealed class JoinTokenEntity
{
    public required string Id { get; set; }

    public required byte[] Secret { get; set; }

    public long CreatedAt { get; set; }

    public long ExpiresAt { get; set; }

    public string? SpentBy { get; set; }
}

/// <summary>An API token, by its hash.</summary>
internal sealed class ApiTokenEntity
{
    public required string Id { get; set; }

    public required byte[] Hash { get; set; }

    public required string Name { get; set; }

    public required string Role { get; set; }

    public long CreatedAt { get; set; }

    public long? ExpiresAt { get; set; }

    /// <summary>The account that it belongs to; null: none, it is a program's or this machine's.</summary>
    public string? AccountId { get; set; }

    public long? LastUsedAt { get; set; }
}

/// <summary>Who did what. Rows are added, and never changed: triggers of the database refuse it.</summary>
internal sealed class AuditEntity
{
    public long Id { get; set; }

    public long At { get; set; }

    public required string Who { get; set; }

    public string? Account { get; set; }

    public string? TokenId { get; set; }

    public required string Action { get; set; }

    public required string Target { get; set; }

    public string? Detail { get; set; }

    public string? Address { get; set; }

    public required string Outcome { get; set; }
}

/// <summary>An agent password, by its Argon2id hash.</summary>
internal sealed class PasswordEntity
{
    public long Id { get; set; }

    public required string Hash { get; set; }

    public long CreatedAt { get; set; }

    /// <summary>When it ends, once another has taken its place; null: it is the current one.</summary>
    public long? ExpiresAt { get; set; }
}

/// <summary>The answer to a request that carried an Idempotency-Key.</summary>
internal sealed class AnswerEntity
{
    public required string TokenId { get; set; }

    public required string Key { get; set; }

    public required byte[] BodyHash { get; set; }

    public int Status { get; set; }

    public required byte[] Body { get; set; }

    public long At { get; set; }
}

/// <summary>A sequence.</summary>
internal sealed class SequenceEntity
{
    /// <summary>Its name in lower case: whatever the case of its letters, it is one.</summary>
    public required string Key { get; set; }

    public required string Name { get; set; }

    public long Version { get; set; }

    public long UpdatedAt { get; set; }

    public required string UpdatedBy { get; set; }

    /// <summary>The file as it was applied.</summary>
    public required string Text { get; set; }

    /// <summary>The <see cref="Fleet.Sequences.Sequence"/> as JSON.</summary>
    public required string Json { get; set; }
}

/// <summary>A run.</summary>
internal sealed class RunEntity
{
    public long Id { get; set; }

    /// <summary>The sequence's name in lower case.</summary>
    public required string SequenceKey { get; set; }

    public bool Ended { get; set; }

    public long BeganAt { get; set; }

    public required string StartedBy { get; set; }

    /// <summary>The <see cref="Reading.RunHead"/> as JSON; null for a run whose last change was stored before there were any.</summary>
    public string? HeadJson { get; set; }

    /// <summary>The <see cref="Fleet.Runs.RunPlan"/> as JSON; it never changes.</summary>
    public required string PlanJson { get; set; }

    /// <summary>The <see cref="Fleet.Runs.RunState"/> without its plan as JSON.</summary>
    public required string StateJson { get; set; }
}

/// <summary>A step of a run on one machine: its times, so that later runs can be compared without reading whole plans.</summary>
internal sealed class RunStepEntity
{
    public long RunId { get; set; }

    public int Lane { get; set; }

    public int Step { get; set; }

    public required string Track { get; set; }

    public required string Name { get; set; }

    public required string MachineId { get; set; }

    /// <summary>The <see cref="Fleet.Runs.StepPhase"/>.</summary>
    public int Phase { get; set; }

    public long? TrackBeganAt { get; set; }

    public long? PlannedAt { get; set; }

    public long? StartedAt { get; set; }

    public long? ReadyAt { get; set; }

    public long? EndedAt { get; set; }
}

/// <summary>Something of which there is one, kept as a whole.</summary>
internal sealed class DocumentEntity
{
    public required string Key { get; set; }

    public long Version { get; set; }

    public required string Json { get; set; }
}

/// <summary>Something that somebody is to be told, until the notices have been written of it.</summary>
internal sealed class NoticeEventEntity
{
    public long Id { get; set; }

    /// <summary>The <see cref="Fleet.Notices.NoticeEvent"/> as JSON.</summary>
    public required string Json { get; set; }
}

/// <summary>A notice: one message to one recipient.</summary>
internal sealed class NoticeEntity
{
    /// <summary>Rises with time.</summary>
    public required string Id { get; set; }

    public required string Recipient { get; set; }

    public long RunId { get; set; }

    public int State { get; set; }

    public long CreatedAt { get; set; }

    public long NextAt { get; set; }

    public int Attempts { get; set; }

    public long? SentAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>The <see cref="Fleet.Notices.NoticeContent"/> as JSON; it never changes.</summary>
    public required string Json { get; set; }
}
