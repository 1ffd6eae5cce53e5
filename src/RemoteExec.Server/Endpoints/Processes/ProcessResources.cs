using RemoteExec.Api.Processes;
using RemoteExec.Fleet.Processes;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>Between the fleet's words and those of the HTTP interface.</summary>
internal static class ProcessResources
{
    /// <summary>A process as callers see it.</summary>
    internal static ProcessResource ToResource(this FleetProcess process, string machine) => new()
    {
        Id = process.Id,
        Machine = machine,
        MachineId = process.MachineId,
        WireId = process.WireId,
        Name = process.Executable.Name ?? process.Executable.Application,
        Application = process.Executable.Application,
        Path = process.Executable.Path,
        Arguments = process.Executable.Arguments,
        Delay = process.Executable.DelayMilliseconds,
        At = process.Executable.At,
        State = process.State.ToWord(),
        Message = process.Message,
        ExitCode = process.ExitCode,
        Signal = process.Signal,
        Attempt = process.Attempt,
        CreatedAt = process.CreatedAt,
        StartedAt = process.StartedAt,
        EndedAt = process.EndedAt,
        Ready = process.Ready,
        ReadyAt = process.ReadyAt,
    };

    /// <summary>An entry that passed <see cref="ExecuteRules"/>, as the fleet starts it.</summary>
    internal static Executable ToExecutable(this ExecutableRequest request) =>
        new(request.Application, request.Path ?? "", request.Arguments ?? [], request.Delay ?? 0, request.Name)
        {
            Environment = request.Environment,
            WorkingDirectory = request.WorkingDirectory,
            TimeoutMilliseconds = request.Timeout,
            At = Instants.Parse(request.At),
            Policies = request.ToPolicies(),
        };
}
