using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using RemoteExec.Api;
using RemoteExec.Api.Common;
using RemoteExec.Api.Runs;
using RemoteExec.Api.Sequences;
using RemoteExec.Fleet.Runs;
using RemoteExec.Fleet.Runs.Rehearsals;
using RemoteExec.Server.Accounts;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Runs;
using RemoteExec.Server.Grains;
using RemoteExec.Server.Grains.Sequences;
using RemoteExec.Server.Sequences.Files;
using RemoteExec.Storage.Reading;

namespace RemoteExec.Server.Endpoints.Sequences;

/// <summary><c>/api/v1/sequences</c>.</summary>
internal static class SequenceEndpoints
{
    private const string One = ApiRoutes.Sequences + "/{name}";
    private const string Yaml = "application/yaml";
    private const int EarlierRuns = 8;

    internal static void MapSequences(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiRoutes.Sequences, ListAsync).Needs(Roles.Viewer)
            .WithTags("Sequences").WithSummary("All sequences, by name").Produces<ListOf<SequenceResource>>();
        routes.MapPost(ApiRoutes.Sequences, ApplyAsync).Needs(Roles.Operator).Audits("sequence.apply")
            .WithTags("Sequences").WithSummary("Make or replace the sequence that a file describes and names; If-Match and If-None-Match as with PUT")
            .Accepts<string>(Yaml, "application/json").Produces<SequenceResource>().Produces<SequenceResource>(201).ProducesProblem(400).ProducesProblem(412);
        routes.MapGet(One, ShowAsync).Needs(Roles.Viewer)
            .WithTags("Sequences").WithSummary("One sequence; with Accept application/yaml the file as it was applied")
            .Produces<SequenceResource>(200, "application/json", Yaml).ProducesProblem(404);
        routes.MapPut(One, PutAsync).Needs(Roles.Operator).Audits("sequence.apply")
            .WithTags("Sequences").WithSummary("Make or replace a sequence; with If-Match only that version, with If-None-Match: * only a new one")
            .Accepts<string>(Yaml, "application/json").Produces<SequenceResource>().Produces<SequenceResource>(201).ProducesProblem(400).ProducesProblem(412);
        routes.MapDelete(One, DeleteAsync).Needs(Roles.Operator).Audits("sequence.delete")
            .WithTags("Sequences").WithSummary("Forget a sequence; its runs stay").Produces(204).ProducesProblem(404).ProducesProblem(412);
        routes.MapPost(One + "/check", CheckAsync).Needs(Roles.Viewer)
            .WithTags("Sequences").WithSummary("Everything that stands in the way of a run now").Produces<CheckResource>().ProducesProblem(404);
        routes.MapPost(One + "/runs", StartAsync).Needs(Roles.Operator).Audits("run.start")
            .WithTags("Sequences").WithSummary("Perform a sequence, or rehearse it; honours Idempotency-Key")
            .Accepts<RunRequest>(isOptional: true, "application/json").Produces<RunResource>(202).Produces<RunResource>(200).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(IRunReader reader, string? cursor, string? limit, CancellationToken cancellation)
    {
        if (Cursor.TryLimit(limit, out var most) is { } wrong)
        {
            return Problems.Invalid("limit", wrong);
        }

        var rows = await reader.SequencesAsync(cursor, most + 1, cancellation).ConfigureAwait(false);
        var page = rows.Take(most).Select(row => row.ToResource(withText: false)).ToList();
        return TypedResults.Ok(new ListOf<SequenceResource>(page, rows.Count > most ? page[^1].Name : null));
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IRunReader reader, string name)
    {
        if (await reader.SequenceAsync(name, context.RequestAborted).ConfigureAwait(false) is not { } row)
        {
            return None(name);
        }

        context.Response.Headers.ETag = Tag(row.Version);
        return context.Request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase)
            ? TypedResults.Text(row.Text, Yaml)
            : TypedResults.Ok(row.ToResource(withText: true));
    }

    private static Task<IResult> ApplyAsync(HttpContext context, IRunReader reader, IGrainFactory grains) => StoreAsync(context, reader, grains, null);

    private static Task<IResult> PutAsync(HttpContext context, IRunReader reader, IGrainFactory grains, string name) => StoreAsync(context, reader, grains, name);

    private static async Task<IResult> StoreAsync(HttpContext context, IRunReader reader, IGrainFactory grains, string? name)
    {
        if (TryExpected(context, out var expected) is { } malformed)
        {
            return malformed;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        var file = buffer.ToArray();
        var read = SequenceFile.Read(file);
        if (read.Sequence is not { } sequence)
        {
            return SequenceProblems.Of(read.Problems);
        }

        if (name is not null && !string.Equals(sequence.Name, name, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.Invalid("name", $"the file says {sequence.Name}, the address {name}");
        }

        var outcome = await Grain(grains, sequence.Name).PutAsync(sequence, context.Request.HasJsonContentType() ? SequenceFile.Write(sequence) : Encoding.UTF8.GetString(file), expected, context.Caller()).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal)
        {
            return Refused(refusal);
        }

        context.Response.Headers.ETag = Tag(outcome.Version);
        var resource = (await reader.SequenceAsync(sequence.Name, context.RequestAborted).ConfigureAwait(false))!.ToResource(withText: true);
        return outcome.IsNew ? TypedResults.Created(ApiRoutes.Sequence(sequence.Name), resource) : TypedResults.Ok(resource);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IGrainFactory grains, string name) =>
        TryExpected(context, out var expected) is { } malformed ? malformed
        : await Grain(grains, name).DeleteAsync(expected, context.Caller()).ConfigureAwait(false) is { } refusal ? Refused(refusal)
        : TypedResults.NoContent();

    private static async Task<IResult> CheckAsync(IGrainFactory grains, string name) =>
        await Grain(grains, name).CheckAsync().ConfigureAwait(false) is { } planning
            ? TypedResults.Ok(new CheckResource(planning.MayBegin, [.. planning.Findings.Select(RunResources.ToResource)]))
            : None(name);

    private static async Task<IResult> StartAsync(HttpContext context, IRunReader reader, IGrainFactory grains, Idempotency idempotency, TimeProvider time, string name)
    {
        byte[] body = [];
        var request = new RunRequest();
        if (context.Request.ContentLength is not (null or 0))
        {
            var (bytes, unread) = await JsonBody.ReadBytesAsync(context).ConfigureAwait(false);
            if (bytes is null)
            {
                return unread!;
            }

            var (parsed, refusal) = JsonBody.Parse<RunRequest>(bytes);
            if (parsed is null)
            {
                return refusal!;
            }

            (body, request) = (bytes, parsed);
        }

        return request.Rehearse
            ? await RehearseAsync(reader, grains, time, name, request.Fail ?? [], context.RequestAborted).ConfigureAwait(false)
            : await idempotency.OnceAsync(context, [.. body, .. Encoding.UTF8.GetBytes(name)], () => PerformAsync(context, reader, grains, name)).ConfigureAwait(false);
    }

    private static async Task<IResult> RehearseAsync(
        IRunReader reader, IGrainFactory grains, TimeProvider time, string name, IReadOnlyList<string> failing, CancellationToken cancellation)
    {
        if (await Grain(grains, name).CheckAsync().ConfigureAwait(false) is not { } planning)
        {
            return None(name);
        }

        if (planning.Plan is not { } plan)
        {
            return Blocked(planning.Findings);
        }

        var earlier = await reader.RunsAsync(name, null, EarlierRuns, cancellation).ConfigureAwait(false);
        var parts = new RecordedParts(plan, earlier.Select(run => run.State), failing);
        var rehearsed = Rehearsal.Perform(plan, parts.Of, time.GetUtcNow());
        return TypedResults.Ok(rehearsed.State.ToResource() with { Findings = [.. planning.Findings.Select(RunResources.ToResource)] });
    }

    private static async Task<(IResult Result, byte[]? Keep)> PerformAsync(HttpContext context, IRunReader reader, IGrainFactory grains, string name)
    {
        var outcome = await Grain(grains, name).StartAsync(context.Caller()).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal)
        {
            return (Refused(refusal), null);
        }

        if (outcome.Run is not { } id)
        {
            return (Blocked(outcome.Findings), null);
        }

        var run = (await reader.RunAsync(id, context.RequestAborted).ConfigureAwait(false))!.ToResource(outcome.Findings);
        var answer = JsonSerializer.SerializeToUtf8Bytes(run, ApiJson.Default.RunResource);
        return (new KeptAnswer(StatusCodes.Status202Accepted, answer), answer);
    }

    private static ProblemHttpResult Blocked(IReadOnlyList<Finding> findings)
    {
        var blocking = findings.Where(finding => finding.Blocks).ToList();
        var sentences = blocking.Take(16).Select(finding => finding.Sentence).ToList();
        var more = blocking.Count > sentences.Count ? $"; and {blocking.Count - sentences.Count} more" : "";
        var problem = Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.Blocked, $"It cannot begin: {string.Join("; ", sentences)}{more}");
        problem.ProblemDetails.Extensions["findings"] = findings.Select(RunResources.ToResource).ToList();
        return problem;
    }

    private static ProblemHttpResult Refused(CommandRefusal refusal) => refusal.Code == ProblemCodes.VersionConflict
        ? Problems.Of(StatusCodes.Status412PreconditionFailed, refusal.Code, refusal.Sentence)
        : Problems.Refused(refusal);

    private static ProblemHttpResult? TryExpected(HttpContext context, out long? expected)
    {
        expected = null;
        var match = context.Request.Headers.IfMatch.ToString();
        if (context.Request.Headers.IfNoneMatch.ToString() == "*")
        {
            expected = 0;
        }
        else if (match.Length > 0 && match != "*")
        {
            if (!long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return Problems.Invalid("If-Match", "must be the ETag of an earlier answer");
            }

            expected = version;
        }

        return null;
    }

    private static ISequenceGrain Grain(IGrainFactory grains, string name) => grains.GetGrain<ISequenceGrain>(name.ToLowerInvariant());

    private static string Tag(long version) => $"\"{version}\"";

    private static ProblemHttpResult None(string name) => Problems.NotFound($"There is no sequence {name}; \"remoteexec sequence list\" shows them.");
}
