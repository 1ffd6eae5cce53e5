using RemoteExec.Fleet.Sequences;
using RemoteExec.Server.Endpoints.Http;
using RemoteExec.Server.Endpoints.Processes;

namespace RemoteExec.Server.Sequences.Files;

/// <summary>From nodes to a sequence. What the parts may be is asked of the rules that judge sequences and executables wherever they come from.</summary>
internal static class SequenceReader
{
    private static readonly string[] Names = ["name", "description", "tracks", "onFailure", "offline", "queue", "notify"];

    /// <summary>Reads one, and finds everything that is wrong with it. With problems it is not whole.</summary>
    internal static Sequence Read(Node root, Findings findings)
    {
        if (Members.Open(root, "", findings, "a sequence is a mapping: name, tracks and so on, each on a line", Names) is not { } members)
        {
            return new Sequence("", []);
        }

        members.Require("name", "name must be given: what the sequence is called");
        members.Require("tracks", "tracks must be given: a list, each with target and steps");
        var reader = new TrackReader(findings);
        var sequence = new Sequence(
            members.Text("name") ?? "",
            [.. members.Items("tracks", SequenceRules.MostTracks, "[{ target: …, steps: [ … ] }]").Select(track => reader.Read(track.Item, track.Path))])
        {
            Description = members.Text("description") ?? "",
            OnFailure = members.Word("onFailure", FileWords.OnFailure) is { } answer ? (OnFailure)(answer + 1) : OnFailure.Continue,
            Offline = members.Word("offline", FileWords.Offline) is { } rule ? (OfflineRule)(rule + 1) : OfflineRule.Refuse,
            QueueMilliseconds = (int?)members.Time("queue", 1_000, SequenceRules.MostMilliseconds) ?? SequenceRules.DefaultQueueMilliseconds,
            Notify = members.Texts("notify", SequenceRules.MostNotify, "[crew@example.org]") ?? [],
        };
        Judge(sequence, reader, findings);
        return sequence;
    }

    private static void Judge(Sequence sequence, TrackReader reader, Findings findings)
    {
        // Who waits for a track whose name could not be read is not to blame.
        findings.AddNew(SequenceRules.FindProblems(sequence)
            .Where(problem => problem.Path != "tracks" || !findings.IsBrokenBelow("tracks"))
            .Where(problem => reader.KnowsNames || !problem.Path.Contains(".after[", StringComparison.Ordinal))
            .Select(problem => (problem.Path, problem.Sentence)));
        var patterns = new PatternJudge(findings);
        foreach (var (path, request) in reader.Requests)
        {
            var errors = new FieldErrors();
            RequestRules.Check(path, patterns.Judge(path, request), errors);
            findings.AddNew(errors.ByField().SelectMany(field => field.Value.Select(sentence => (field.Key, $"{field.Key[(path.Length + 1)..]} {sentence}"))));
        }
    }
}
