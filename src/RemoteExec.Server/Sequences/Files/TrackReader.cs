using RemoteExec.Api.Processes;
using RemoteExec.Fleet.Processes;
using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Endpoints.Processes;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>Reads tracks, and keeps what their steps ask for, to be judged as every request to start a program is.</summary>
internal sealed class TrackReader(Findings findings)
{
    private static readonly string[] Names = ["name", "target", "delay", "after", "concurrency", "stagger", "steps"];

    private readonly List<(string Path, ExecutableRequest Request)> _requests = [];

    /// <summary>Whether every track so far has a name.</summary>
    internal bool KnowsNames { get; private set; } = true;

    internal IReadOnlyList<(string Path, ExecutableRequest Request)> Requests => _requests;

    internal Track Read(Node node, string path)
    {
        if (Members.Open(node, path, findings, "each of tracks must be a mapping: { target: …, steps: [ … ] }", Names) is not { } members)
        {
            KnowsNames = false;
            return new Track("", "", []);
        }

        members.Require("target", "target must be given: a machine's name, label=value, @group, * or several of these with commas");
        var target = members.Text("target") ?? "";
        var name = members.Text("name") ?? target;
        if (name.Length == 0 && members["name"] is not ScalarNode)
        {
            // What was said about its target, or its name, is enough.
            findings.Excuse(members.PathOf("name"));
        }

        KnowsNames &= name.Length > 0;
        return new Track(
            name,
            target,
            [.. members.Items("steps", SequenceRules.MostStepsOfTrack, "[{ application: … }]").Select(step => ReadStep(step.Item, step.Path))])
        {
            DelayMilliseconds = (int?)members.Time("delay", 0, SequenceRules.MostMilliseconds) ?? 0,
            After = members.Texts("after", SequenceRules.MostTracks, "[projector-left]") ?? [],
            Concurrency = members.Whole("concurrency", 1, 100_000) ?? 0,
            StaggerMilliseconds = (int?)members.Time("stagger", 0, SequenceRules.MostMilliseconds) ?? 0,
        };
    }

    private Step ReadStep(Node node, string path)
    {
        if (StepReader.Read(node, path, findings) is not { } text)
        {
            return new Step("", new Executable("", "", []));
        }

        if (text.Request is { } request)
        {
            _requests.Add((path, request));
        }

        var step = text.WakeMilliseconds is { } wait ? Step.Wake(text.Name, wait) : new Step(text.Name, text.Request!.ToExecutable());
        return step with { Required = text.Required, Notify = text.Notify };
    }
}
