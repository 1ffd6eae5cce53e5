namespace RemoteExec.Api.Sequences;

/// <summary>A named plan.</summary>
public sealed record SequenceResource
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its tracks, in order.</summary>
    public required IReadOnlyList<TrackResource> Tracks { get; init; }

    /// <summary><c>continue</c>, <c>stop</c> or <c>unwind</c>.</summary>
    public required string OnFailure { get; init; }

    /// <summary><c>refuse</c>, <c>queue</c> or <c>skip</c>.</summary>
    public required string Offline { get; init; }

    /// <summary>Who is written to.</summary>
    public IReadOnlyList<string> Notify { get; init; } = [];

    /// <summary>Rises with every change; also the answer's <c>ETag</c>, to be sent back as <c>If-Match</c>.</summary>
    public long Version { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>By whom.</summary>
    public string UpdatedBy { get; init; } = "";

    /// <summary>The file as it was applied; null in lists.</summary>
    public string? Text { get; init; }
}

/// <summary>Machines, and what happens on each of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Which machines.</param>
/// <param name="Delay">Milliseconds from its barrier.</param>
/// <param name="After">Whom it waits for.</param>
/// <param name="Steps">In order.</param>
public sealed record TrackResource(string Name, string Target, int Delay, IReadOnlyList<string> After, IReadOnlyList<StepResource> Steps);

/// <summary>One program of a track, or the waking of its machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Application">The program's file name; empty: it wakes its machine.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Delay">Milliseconds from the start of its track.</param>
/// <param name="Required">Whether its failure is the run's.</param>
/// <param name="Ready">Whether those behind it wait for a condition.</param>
/// <param name="Wake">Milliseconds for which it waits for the machine that it wakes; null: it starts a program.</param>
public sealed record StepResource(
    string Name, string Application, string Path, IReadOnlyList<string> Arguments, int Delay, bool Required, bool Ready, int? Wake = null);
