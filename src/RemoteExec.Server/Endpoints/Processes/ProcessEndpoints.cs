using System.Globalization;
using RemoteExec.Api.Common;
using RemoteExec.Api.Processes;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Targets;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary><c>/api/v1/processes</c>.</summary>
internal static class ProcessEndpoints
{
    private const string One = ApiRoutes.Processes + "/{id:long}";

    internal static void MapProcesses(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.Processes, StartAsync).Needs(Roles.Operator).Audits("process.start")
            .WithTags("Processes").WithSummary("Start executables on every machine that the targets name; honours Idempotency-Key")
            .Accepts<ExecuteRequest>("application/json").Produces<ProcessesAnswer>(202)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        routes.MapGet(ApiRoutes.Processes, ListAsync).Needs(Roles.Viewer)
            .WithTags("Processes").WithSummary("Live processes; with all=true ended ones too; with target those of some machines")
            .Produces<ListOf<ProcessResource>>().ProducesProblem(404);
        routes.MapGet(One, ShowAsync).Needs(Roles.Viewer)
            .WithTags("Processes").WithSummary("One process").Produces<ProcessResource>().ProducesProblem(404);
        routes.MapPost(One + "/stop", StopOneAsync).Needs(Roles.Operator).Audits("process.stop")
            .WithTags("Processes").WithSummary("Ask a process to end, and end its whole group after the grace")
            .Accepts<StopRequest>(isOptional: true, "application/json").Produces<ProcessesAnswer>(202).ProducesProblem(404).ProducesProblem(409);
        routes.MapPost(ApiRoutes.StopProcesses, StopTargetsAsync).Needs(Roles.Operator).Audits("process.stop")
            .WithTags("Processes").WithSummary("Stop every live process of the targets")
            .Accepts<StopRequest>("application/json").Produces<ProcessesAnswer>(202).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> StartAsync(HttpContext context, ProcessStarter starter, Idempotency idempotency)
    {
        var (body, unread) = await JsonBody.ReadBytesAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return unread!;
        }

        var (request, refusal) = JsonBody.Parse<ExecuteRequest>(body);
        if (request is null)
        {
            return refusal!;
        }

        return RequestRules.Check(request) is { Count: > 0 } errors
            ? Problems.Invalid(errors)
            : await idempotency.OnceAsync(context, body, () => starter.StartAsync(request, context.Caller(), context.RequestAborted)).ConfigureAwait(false);
    }

    private static async Task<IResult> ListAsync(
        IFleetReader fleet, ITargets targets, string? target, bool? all, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrongLimit)
        {
            return Problems.Invalid("limit", wrongLimit);
        }

        if (Cursor.TryNumber("cursor", cursor, out var after) is { } wrongCursor)
        {
            return Problems.Invalid("cursor", wrongCursor);
        }

        List<string>? machineIds = null;
        if (!string.IsNullOrEmpty(target))
        {
            var (machines, problem) = await targets.ResolveAsync([target], cancellation).ConfigureAwait(false);
            if (problem is not null)
            {
                return Problems.NoSuchTarget("target", problem);
            }

            machineIds = [.. machines.Select(machine => machine.Id)];
        }

        var rows = await fleet.ProcessesAsync(machineIds, all ?? false, after, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => row.Process.ToResource(row.Machine)).ToList();
        return TypedResults.Ok(new ListOf<ProcessResource>(page, rows.Count > most ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> ShowAsync(IFleetReader fleet, long id, CancellationToken cancellation)
    {
        var rows = await fleet.ProcessesAsync([id], cancellation).ConfigureAwait(false);
        return rows.Count == 1
            ? TypedResults.Ok(rows[0].Process.ToResource(rows[0].Machine))
            : Problems.NotFound($"There is no process {id}; \"remoteexec ps --all\" lists them.");
    }

    private static async Task<IResult> StopOneAsync(HttpContext context, ProcessStopper stopper, long id)
    {
        var request = new StopRequest();
        if (context.Request.ContentLength is > 0 || context.Request.HasJsonContentType())
        {
            var (read, refusal) = await JsonBody.ReadAsync<StopRequest>(context).ConfigureAwait(false);
            if (read is null)
            {
                return refusal!;
            }

            request = read;
        }

        return RequestRules.Check(request, needsTargets: false) is { Count: > 0 } errors
            ? Problems.Invalid(errors)
            : await stopper.StopOneAsync(id, request.Grace, context.Caller(), context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<IResult> StopTargetsAsync(HttpContext context, ProcessStopper stopper)
    {
        var (request, refusal) = await JsonBody.ReadAsync<StopRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        return RequestRules.Check(request, needsTargets: true) is { Count: > 0 } errors
            ? Problems.Invalid(errors)
            : await stopper.StopTargetsAsync(request.Targets!, request.Grace, context.Caller(), context.RequestAborted).ConfigureAwait(false);
    }
}
