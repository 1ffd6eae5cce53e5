using System.Text.Json.Nodes;
using RemoteExec.Fleet.Sequences;

namespace RemoteExec.Server.Tests.Sequences.Files;

/// <summary>A sequence as somebody else's program would write it: every member, times in milliseconds.</summary>
internal static class JsonForm
{
    internal static JsonObject Of(Sequence sequence) => new()
    {
        ["name"] = sequence.Name,
        ["description"] = sequence.Description,
        ["tracks"] = List(sequence.Tracks.Select(Of)),
        ["onFailure"] = Word(sequence.OnFailure),
        ["offline"] = Word(sequence.Offline),
        ["queue"] = Time(sequence.QueueMilliseconds),
        ["notify"] = List(sequence.Notify.Select(Text)),
    };

    private static JsonObject Of(Track track) => new()
    {
        ["name"] = track.Name,
        ["target"] = track.Target,
        ["delay"] = Time(track.DelayMilliseconds),
        ["after"] = List(track.After.Select(Text)),
        ["concurrency"] = track.Concurrency == 0 ? null : track.Concurrency,
        ["stagger"] = Time(track.StaggerMilliseconds),
        ["steps"] = List(track.Steps.Select(Of)),
    };

    private static JsonObject Of(Step step)
    {
        if (step.WakeMilliseconds is { } wait)
        {
            return new JsonObject { ["name"] = step.Name, ["wake"] = Time(wait), ["required"] = step.Required };
        }

        var (executable, policies) = (step.Executable, step.Executable.Policies);
        return new JsonObject
        {
            ["name"] = step.Name,
            ["application"] = executable.Application,
            ["path"] = executable.Path,
            ["arguments"] = List(executable.Arguments.Select(Text)),
            ["delay"] = Time(executable.DelayMilliseconds),
            ["environment"] = executable.Environment is { } variables ? new JsonObject(variables.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))) : null,
            ["workingDirectory"] = executable.WorkingDirectory,
            ["timeout"] = Time(executable.TimeoutMilliseconds),
            ["ready"] = policies?.Ready is { } ready
                ? new JsonObject
                {
                    ["running"] = Time(ready.RunningMilliseconds),
                    ["port"] = ready.Port,
                    ["log"] = ready.Log,
                    ["exit"] = ready.Exit,
                    ["http"] = ready.Http,
                    ["timeout"] = Time(ready.TimeoutMilliseconds),
                }
                : null,
            ["restart"] = policies?.Restart is { } restart
                ? new JsonObject { ["on"] = Word(restart.On), ["attempts"] = restart.Attempts, ["within"] = Time(restart.WithinMilliseconds), ["backoff"] = Time(restart.BackoffMilliseconds) }
                : null,
            ["expected"] = policies?.Expected is { } codes ? List(codes.Select(code => (JsonNode)code)) : null,
            ["stop"] = policies?.Stop is { } stop ? new JsonObject { ["grace"] = Time(stop.GraceMilliseconds) } : null,
            ["user"] = policies?.User,
            ["limits"] = policies?.Limits is { } limits ? new JsonObject { ["memory"] = limits.MemoryBytes, ["cpu"] = limits.CpuCores, ["processes"] = limits.Processes } : null,
            ["required"] = step.Required,
            ["notify"] = step.Notify,
        };
    }

    private static JsonArray List(IEnumerable<JsonNode?> items) => new([.. items]);

    private static JsonNode? Text(string text) => text;

    private static JsonNode? Time(long? milliseconds) => milliseconds is { } time ? $"{time}ms" : null;

    private static string Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
