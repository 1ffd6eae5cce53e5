using RemoteExec.Api.Runs;
using RemoteExec.Api.Sequences;

namespace RemoteExec.Api.Common;

/// <summary>Why a request was refused (RFC 9457).</summary>
public sealed record ProblemResource
{
    /// <summary>A URI that names the kind of problem; <c>about:blank</c> when the status says it all.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of problem in a few words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>What happened, and what to do next.</summary>
    public string? Detail { get; init; }

    /// <summary>For scripts: one of <see cref="ProblemCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Everything that is wrong with the request, by field.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Everything that is wrong with a file, in its order.</summary>
    public IReadOnlyList<FileProblemResource>? Problems { get; init; }

    /// <summary>Everything that stands in a run's way.</summary>
    public IReadOnlyList<FindingResource>? Findings { get; init; }
}
