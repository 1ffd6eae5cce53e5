using RemoteExec.Fleet.Machines;

namespace RemoteExec.Server.Targets;

/// <summary>Which machines a target means.</summary>
internal interface ITargets
{
    /// <summary>The machines of all targets together, each once; or a sentence about the first target that is none or names none.</summary>
    Task<(IReadOnlyList<Machine> Machines, string? Problem)> ResolveAsync(IReadOnlyList<string> targets, CancellationToken cancellation);
}
