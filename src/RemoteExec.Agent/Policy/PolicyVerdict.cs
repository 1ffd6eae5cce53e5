namespace RemoteExec.Agent.Policy;

/// <summary>What the policy says of an entry.</summary>
/// <param name="File">What to start; null: nothing.</param>
/// <param name="WorkingDirectory">Where; null: the home folder.</param>
/// <param name="Refusal">Why not, as <c>executed</c> says it; null: it may be started.</param>
internal readonly record struct PolicyVerdict(string? File, string? WorkingDirectory, string? Refusal)
{
    internal static PolicyVerdict Accept(string file, string? workingDirectory) => new(file, workingDirectory, null);

    internal static PolicyVerdict Refuse(string reason) => new(null, null, reason);

    /// <summary>The prefix lets a shell tell 127 from 126 (docs/protocol.md §7).</summary>
    internal static PolicyVerdict NotFound(string reason) => new(null, null, Execution.Answers.NotFound + reason);
}
