using RemoteExec.Api.Processes;
using RemoteExec.Server.Endpoints.Http;

namespace RemoteExec.Server.Endpoints.Processes;

/// <summary>What a request to start or to stop may hold.</summary>
internal static class RequestRules
{
    internal const int DefaultQueueSeconds = 3_600;
    internal const long MostTimeout = 366L * 24 * 3_600_000;
    private const int MostQueueSeconds = 604_800;
    private const int MostGrace = 3_600_000;
    private const int MostTargets = 256;
    private const int MostTargetLength = 1_024;

    /// <summary>Everything that is wrong with a request to start.</summary>
    internal static FieldErrors Check(ExecuteRequest request)
    {
        var errors = new FieldErrors();
        CheckTargets(request.Targets, errors);
        if (request.Execute.Count is 0 or > ExecuteRules.MostEntries)
        {
            errors.Add("execute", $"must hold 1 to {ExecuteRules.MostEntries} entries");
        }

        if (request.QueueFor is < 0 or > MostQueueSeconds)
        {
            errors.Add("queueFor", $"must be from 0 to {MostQueueSeconds} seconds");
        }

        for (var index = 0; index < Math.Min(request.Execute.Count, ExecuteRules.MostEntries); index++)
        {
            Check($"execute[{index}]", request.Execute[index], errors);
        }

        return errors;
    }

    /// <summary>Instants that are not within reach of the server's clock; of a request that passed <see cref="Check(ExecuteRequest)"/>.</summary>
    internal static FieldErrors CheckInstants(ExecuteRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        for (var index = 0; index < request.Execute.Count; index++)
        {
            Instants.CheckReach($"execute[{index}]", request.Execute[index].At, now, errors);
        }

        return errors;
    }

    /// <summary>Everything that is wrong with a request to stop.</summary>
    internal static FieldErrors Check(StopRequest request, bool needsTargets)
    {
        var errors = new FieldErrors();
        if (needsTargets)
        {
            CheckTargets(request.Targets ?? [], errors);
        }
        else if (request.Targets is not null)
        {
            errors.Add("targets", "belongs to POST processes/stop; here the process is in the address");
        }

        if (request.Grace is < 0 or > MostGrace)
        {
            errors.Add("grace", $"must be from 0 to {MostGrace} milliseconds");
        }

        return errors;
    }

    private static void CheckTargets(IReadOnlyList<string> targets, FieldErrors errors)
    {
        if (targets.Count is 0 or > MostTargets || targets.Any(target => string.IsNullOrWhiteSpace(target) || target.Length > MostTargetLength))
        {
            errors.Add("targets", $"must hold 1 to {MostTargets} targets: a machine's name, label=value, @group or *");
        }
    }

    /// <summary>Adds a sentence for each thing that is wrong with one executable.</summary>
    /// <param name="at">Where it stands, for example <c>execute[0]</c>.</param>
    internal static void Check(string at, ExecutableRequest? entry, FieldErrors errors)
    {
        if (entry is null)
        {
            errors.Add(at, "must be an object");
            return;
        }

        ExecuteRules.Check(at, entry.Application, entry.Path, entry.Arguments, entry.Delay, entry.Name, errors);
        Instants.Check(at, entry.At, entry.Delay, errors);
        ExecuteRules.CheckEnvironment(at, entry.Environment, errors);
        if (entry.WorkingDirectory is { } folder && (folder.Length > ExecuteRules.MostPathBytes || !IsAbsolute(folder) || folder.Contains('\0', StringComparison.Ordinal)))
        {
            errors.Add($"{at}.workingDirectory", "must be an absolute folder without a NUL");
        }

        if (entry.Timeout is < 1 or > MostTimeout)
        {
            errors.Add($"{at}.timeout", $"must be from 1 to {MostTimeout} milliseconds");
        }

        PolicyRequests.Check(at, entry, errors);
    }

    // Whatever the machine's system: /opt/show, C:/show, \\\\server\\show.
    private static bool IsAbsolute(string folder) =>
        folder is ['/' or '\\', ..] or [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z'), ':', '/' or '\\', ..];
}
