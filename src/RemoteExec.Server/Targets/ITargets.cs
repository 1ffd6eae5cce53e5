using RemoteExec.Fleet.Machines;

namespace RemoteExec.Server.Targets;

/// <summary>Which machines a target means.</summary>
internal interface ITargets
{
    /// <summary>The machines of all targets together, each once; or what is wrong with the first target that is none or names none.</summary>
    Task<(IReadOnlyList<Machine> Machines, TargetProblem? Problem)> ResolveAsync(IReadOnlyList<string> targets, CancellationToken cancellation);
}

/// <summary>Why targets mean nobody.</summary>
/// <param name="Malformed">It is not a target at all, as opposed to one that names nobody.</param>
/// <param name="Sentence">For people.</param>
internal sealed record TargetProblem(bool Malformed, string Sentence);
