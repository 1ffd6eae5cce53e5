using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api.Common;
using RemoteExec.Api.Machines;
using RemoteExec.Fleet.Machines;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Targets;
using RemoteExec.Storage;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Machines;

/// <summary><c>/api/v1/machines</c>.</summary>
internal static class MachineEndpoints
{
    private const string One = ApiRoutes.Machines + "/{idOrName}";

    internal static void MapMachines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Machines, ListAsync).Needs(Roles.Viewer)
            .WithTags("Machines").WithSummary("Machines by name: all, or with target those it means").Produces<ListOf<MachineResource>>().ProducesProblem(404);
        routes.MapGet(One, ShowAsync).Needs(Roles.Viewer)
            .WithTags("Machines").WithSummary("One machine, by id or name").Produces<MachineResource>().ProducesProblem(404);
        routes.MapPatch(One, ChangeAsync).Needs(Roles.Admin).Audits("machine.change")
            .WithTags("Machines").WithSummary("Rename a machine, or change its labels").Accepts<MachineChange>("application/json")
            .Produces<MachineResource>().ProducesProblem(404).ProducesProblem(409);
        routes.MapDelete(One, RemoveAsync).Needs(Roles.Admin).Audits("machine.remove")
            .WithTags("Machines").WithSummary("Forget a machine that is away").Produces(204).ProducesProblem(404).ProducesProblem(409);
        routes.MapPost(One + "/wake", WakeAsync).Needs(Roles.Operator).Audits("machine.wake")
            .WithTags("Machines").WithSummary("Have a machine that is away woken by others on its network").Produces<WakeResource>().ProducesProblem(404).ProducesProblem(409);
        routes.MapPost(One + "/merge", MergeAsync).Needs(Roles.Admin).Audits("machine.merge")
            .WithTags("Machines").WithSummary("Make the older record of a computer that was installed anew part of this one").Accepts<MergeRequest>("application/json")
            .Produces<MachineResource>().ProducesProblem(404).ProducesProblem(409);
        routes.MapPost(One + "/revoke", RevokeAsync).Needs(Roles.Admin).Audits("machine.revoke")
            .WithTags("Machines").WithSummary("Refuse a machine's identity from now on, and cut its connection").Produces(204).ProducesProblem(404);
    }

    private static async Task<IResult> ListAsync(
        IFleetReader fleet, ITargets targets, IGrainFactory grains, MachinePresence presence, string? target, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        IReadOnlyList<Machine> page;
        if (string.IsNullOrEmpty(target))
        {
            page = await fleet.MachinesAsync(cursor, most + 1, cancellation).ConfigureAwait(false);
        }
        else
        {
            var (meant, problem) = await targets.ResolveAsync([target], cancellation).ConfigureAwait(false);
            if (problem is not null)
            {
                return Problems.NoSuchTarget("target", problem);
            }

            page = [.. meant.Where(machine => cursor is null || string.CompareOrdinal(machine.Name, cursor) > 0).OrderBy(machine => machine.Name, StringComparer.Ordinal).Take(most + 1)];
        }

        var shown = page.Take(most).ToList();
        var views = await Task.WhenAll(shown.Select(machine => presence.Has(machine.Id) ? grains.GetGrain<IMachineGrain>(machine.Id).ViewAsync() : Task.FromResult<MachineView?>(null))).ConfigureAwait(false);
        var items = shown.Zip(views, (machine, view) => (view?.Machine ?? machine).ToResource(view?.Connected ?? false, view?.Cloned)).ToList();
        return TypedResults.Ok(new ListOf<MachineResource>(items, page.Count > most ? shown[^1].Name : null));
    }

    private static async Task<IResult> ShowAsync(IFleetReader fleet, IGrainFactory grains, string idOrName, CancellationToken cancellation) =>
        await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is { } machine
            ? TypedResults.Ok(await ViewAsync(grains, machine).ConfigureAwait(false))
            : None(idOrName);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, IFleetReader fleet, IGrainFactory grains, string idOrName, CancellationToken cancellation)
    {
        var (change, refusal) = await JsonBody.ReadAsync<MachineChange>(context).ConfigureAwait(false);
        if (change is null)
        {
            return refusal!;
        }

        if (await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is not { } machine)
        {
            return None(idOrName);
        }

        if (MachineChangeRules.Check(change) is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        var grain = grains.GetGrain<IMachineGrain>(machine.Id);
        if (change.Name is { } name && await grain.RenameAsync(name, context.Caller()).ConfigureAwait(false) is { } taken)
        {
            return Problems.Conflict(taken);
        }

        if (change.Labels is { Count: > 0 } labels)
        {
            await grain.LabelAsync(labels, context.Caller()).ConfigureAwait(false);
        }

        return TypedResults.Ok(await ViewAsync(grains, machine).ConfigureAwait(false));
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, IFleetReader fleet, IGrainFactory grains, string idOrName, CancellationToken cancellation)
    {
        if (await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is not { } machine)
        {
            return None(idOrName);
        }

        return await grains.GetGrain<IMachineGrain>(machine.Id).RemoveAsync(context.Caller()).ConfigureAwait(false) is { } refused
            ? Problems.Conflict(refused)
            : TypedResults.NoContent();
    }

    private static async Task<IResult> MergeAsync(HttpContext context, IFleetReader fleet, IGrainFactory grains, string idOrName, CancellationToken cancellation)
    {
        var (request, refusal) = await JsonBody.ReadAsync<MergeRequest>(context).ConfigureAwait(false);
        if (request is null)
        {
            return refusal!;
        }

        if (request.From.Length == 0)
        {
            return Problems.Invalid("from", "must be the id or name of a machine");
        }

        if (await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is not { } into)
        {
            return None(idOrName);
        }

        if (await fleet.MachineAsync(request.From, cancellation).ConfigureAwait(false) is not { } from)
        {
            return None(request.From);
        }

        var grain = grains.GetGrain<IMachineGrain>(into.Id);
        var problem = await grain.MergeAsync(from.Id, context.Caller()).ConfigureAwait(false)
            ?? (request.TakeName ? await grain.RenameAsync(from.Name, context.Caller()).ConfigureAwait(false) : null);
        return problem is null ? TypedResults.Ok(await ViewAsync(grains, into).ConfigureAwait(false)) : Problems.Conflict(problem);
    }

    private static async Task<IResult> WakeAsync(
        HttpContext context, IFleetReader fleet, Waker waker, IGroupCommit commits, TimeProvider time, string idOrName, CancellationToken cancellation)
    {
        if (await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is not { } machine)
        {
            return None(idOrName);
        }

        var outcome = await waker.WakeAsync(machine.Id, null).ConfigureAwait(false);
        if (outcome.Obstacle is { } obstacle)
        {
            return Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.CannotWake, $"{char.ToUpperInvariant(obstacle[0])}{obstacle[1..]}.");
        }

        await commits.CommitAsync([context.Caller().Audit(time.GetUtcNow(), "machine.wake", machine.Name, outcome.IsThere ? "it was there" : $"through {string.Join(", ", outcome.Relays)}")])
            .ConfigureAwait(false);
        return TypedResults.Ok(new WakeResource(machine.Name, outcome.IsThere, outcome.Relays));
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext context, IFleetReader fleet, IGrainFactory grains, string idOrName, CancellationToken cancellation)
    {
        if (await fleet.MachineAsync(idOrName, cancellation).ConfigureAwait(false) is not { } machine)
        {
            return None(idOrName);
        }

        await grains.GetGrain<IMachineGrain>(machine.Id).RevokeAsync(context.Caller()).ConfigureAwait(false);
        return TypedResults.NoContent();
    }

    private static async Task<MachineResource> ViewAsync(IGrainFactory grains, Machine machine)
    {
        var view = await grains.GetGrain<IMachineGrain>(machine.Id).ViewAsync().ConfigureAwait(false);
        return (view?.Machine ?? machine).ToResource(view?.Connected ?? false, view?.Cloned);
    }

    private static ProblemHttpResult None(string idOrName) =>
        Problems.NotFound($"There is no machine {Settings.Escaped.Text(idOrName, 64)}; \"remoteexec machines\" lists them.");
}
