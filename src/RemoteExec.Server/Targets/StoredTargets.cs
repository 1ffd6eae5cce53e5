using RemoteExec.Fleet.Machines;
using RemoteExec.Fleet.Targets;
using RemoteExec.Server.Settings;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Targets;

/// <inheritdoc cref="ITargets"/>
internal sealed class StoredTargets(IFleetReader reader) : ITargets
{
    public async Task<(IReadOnlyList<Machine> Machines, TargetProblem? Problem)> ResolveAsync(IReadOnlyList<string> targets, CancellationToken cancellation)
    {
        if (!TargetExpression.TryParse(string.Join(',', targets), out var expression, out var problem))
        {
            return ([], new TargetProblem(Malformed: true, problem));
        }

        var candidates = await reader.CandidatesAsync(expression, cancellation);
        return expression.TryResolve(candidates, out var machines, out var unmatched)
            ? (machines, null)
            : ([], new TargetProblem(Malformed: false, $"No machine is meant by \"{Escaped.Text(unmatched, 128)}\"; \"remoteexec machines\" lists them."));
    }
}
